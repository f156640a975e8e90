def cases(dtype, seed):
    return []
def scripts():
    return []

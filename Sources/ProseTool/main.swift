print("prose")

print("soft-labels")

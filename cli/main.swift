print("medseal")

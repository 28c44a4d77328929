"""What the desk asks for on screen: widgets in, a call of the desk out."""

"""What all pages are made of: the frame, the style sheet, the parts."""

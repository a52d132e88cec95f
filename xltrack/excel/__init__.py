"""The workbook side: the container, one sheet's XML, trackers into workbooks and back."""

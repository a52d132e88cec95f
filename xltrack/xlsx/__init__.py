"""The file format of Excel workbooks; knows no plan."""

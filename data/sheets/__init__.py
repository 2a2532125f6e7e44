"""Opening a spreadsheet into text: encodings, delimiters, header, worksheets, and the parsing of one cell.

Nothing in here knows a measure, a patient or the store. `open.open_sheet` makes a `sheet.Sheet`,
`cells` and `dates` turn one text into one value or say in a sentence why not.
"""

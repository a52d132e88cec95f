"""What the cells of a returned workbook say: pure, from raw values with addresses to a plan and its problems."""

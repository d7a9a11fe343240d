"""Alternative care (chăm sóc thay thế, NĐ56 Đ38-48, TT14): the register of carers, the placements of children, their
steps, forms 08-16 and clock.

A placement is one child's way from being in need to the end of one carer's care; another carer is another placement.
Nothing here asks or prints, and cases know nothing of it.
"""

"""Casework: reports received, cases with their steps and clock, interventions, activities.

Here live the rules of an intake (Mẫu số 01) and of a case by the steps that plugins bring as data, what is due, the
log of support and interventions, activities, and the lists of these that officers keep. How a child is registered,
how figures are counted and how anything is asked or shown is not known here.
"""

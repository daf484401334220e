"""Test plans beside a ritual: their form, what they name, and how their cases go."""

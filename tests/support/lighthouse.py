"""A document that has nothing to do with AI."""

LIGHTHOUSE = """---
title: The lighthouse of Vara
url: https://example.org/vara
---
# The lighthouse of Vara

## History

The lighthouse of Vara was built in 1874 by the engineer Ines Holm. A storm broke its lamp in 1903, and the keeper lit
a fire on the beach instead. Since 1961 the light has been electric.

## Visiting

Visitors may climb the tower on Sundays from May to September. The climb has 212 steps. Dogs are not allowed inside.

## Frequently asked questions

### How much does a ticket cost?

A ticket costs 40 crowns, and children under seven pay nothing.
"""

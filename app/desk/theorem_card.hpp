#pragma once

#include <string>

#include "desk/desk.hpp"

namespace coalesce {

/// Explains a row of the Theory panel, by its name; an empty one closes the card.
void explain_theorem(Desk& desk, const std::string& name);
/// Explains the row under the mouse; without one, and while the card is open, the next row of the panel, or with -1 the
/// one before. Does nothing if neither panel nor card is shown.
void explain_next_theorem(Desk& desk, const Frame& frame, int direction = 1);
/// Draws the card beside the panel; nothing if no row is explained.
void draw_theorem_card(Desk& desk, const Frame& frame);

/// Draws a row of the panel that was drawn within the last group as one that a click explains.
void theorem_row_button(Desk& desk, const std::string& name);

}  // namespace coalesce

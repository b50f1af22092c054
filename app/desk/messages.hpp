#pragma once

#include <chrono>

#include "desk/message.hpp"

namespace coalesce {

struct Desk;

/// Returns the opacity of a message: 1 for six seconds since it was shown anew, and for its first frames however long
/// they take, then falling to 0, at which it goes.
float opacity(const Message& message, std::chrono::steady_clock::time_point now);
/// The same while a lesson is presented: 1 for three seconds, whatever it says. An error is then out of sight, and
/// there again on the desk.
float opacity_on_wall(const Message& message, std::chrono::steady_clock::time_point now);

/// Draws the stack of messages in the window's lower right corner, newest at the bottom.
void draw_messages(Desk& desk);
/// Draws the newest message for a short time in the upper left corner: the caption, the legend and the panels of a
/// presented lesson are elsewhere.
void draw_messages_on_wall(Desk& desk);
/// Takes away what was said before a lesson is presented; errors wait until it is left.
void put_messages_aside(Desk& desk);
/// True if a message is fading, for which frames have to be drawn.
bool messages_fade(const Desk& desk);

}  // namespace coalesce

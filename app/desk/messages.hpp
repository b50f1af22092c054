#pragma once

#include <chrono>

#include "desk/message.hpp"

namespace coalesce {

struct Desk;

/// Returns the opacity of a message: 1 for six seconds since it was shown anew, and for its first frames however long
/// they take, then falling to 0, at which it goes.
float opacity(const Message& message, std::chrono::steady_clock::time_point now);

/// Draws the stack of messages in the window's lower right corner, newest at the bottom.
void draw_messages(Desk& desk);
/// True if a message is fading, for which frames have to be drawn.
bool messages_fade(const Desk& desk);

}  // namespace coalesce

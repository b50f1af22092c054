#pragma once

#include <chrono>
#include <string>

namespace coalesce {

struct Desk;

/// A line for the user. An error stays until it is closed; other messages fade after some seconds.
struct Message {
    bool error = false;
    std::string text;
    std::string file{};  ///< file that was written; the message has a button to open its folder
    int identity = 0;
    int frames = 0;  ///< number of frames that have shown it
    std::chrono::steady_clock::time_point since{};
};

/// Adds a message; if it equals the newest one, restarts that one's time instead.
/// @param file  file that was written; its folder can be opened from the message
void report(Desk& desk, bool error, const std::string& text, const std::string& file = {});

/// Returns the opacity of a message: 1 for six seconds since it was shown anew, and for its first frames however long
/// they take, then falling to 0, at which it goes.
float opacity(const Message& message, std::chrono::steady_clock::time_point now);

/// Draws the stack of messages in the window's lower right corner, newest at the bottom.
void draw_messages(Desk& desk);
/// True if a message is fading, for which frames have to be drawn.
bool messages_fade(const Desk& desk);

}  // namespace coalesce

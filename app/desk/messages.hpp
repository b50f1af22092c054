#pragma once

#include <chrono>
#include <string>

namespace coalesce {

struct Desk;

/// A line for the user. An error stays until it is closed; anything else fades after some seconds.
struct Message {
    bool error = false;
    std::string text;
    std::string file{};  ///< written; the message offers to open its folder
    int identity = 0;
    int frames = 0;  ///< in which it was shown
    std::chrono::steady_clock::time_point since{};
};

/// @param file  that was written; its folder can be opened from the message
void report(Desk& desk, bool error, const std::string& text, const std::string& file = {});

/// The stack of messages in the window's lower right corner, newest at the bottom.
void draw_messages(Desk& desk);
/// Whether a message is fading now, and frames have to be drawn for it.
bool messages_fade(const Desk& desk);

}  // namespace coalesce

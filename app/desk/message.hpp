#pragma once

#include <chrono>
#include <string>

namespace coalesce {

/// A line for the user. An error stays until it is closed; other messages fade after some seconds.
struct Message {
    bool error = false;
    std::string text;
    std::string file{};  ///< file that was written; the message has a button to open its folder
    int identity = 0;
    int frames = 0;  ///< number of frames that have shown it
    std::chrono::steady_clock::time_point since{};
};

}  // namespace coalesce

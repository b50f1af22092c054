#pragma once

#include <string>

namespace coalesce {

/// The three doors of the first start: whether they are shown, and which door or row the keyboard is at.
struct WelcomeState {
    bool open = false;
    int door = 0;          ///< 0: lessons, 1: explore, 2: own tokens
    int row = -1;          ///< row of its list; -1: the door itself
    bool moved = false;    ///< the keyboard has chosen another row, which its list scrolls to
    std::string origin{};  ///< of the scene behind them; another one closes them
};

}  // namespace coalesce

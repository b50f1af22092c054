#include "coalesce/flow/common_clock.hpp"

namespace coalesce {

void CommonClock::tell(std::size_t run, double time, int phase, bool waited_for) {
    Hand& hand = hands_[run];
    // Between the two the run seems to be farther behind than it is: the others wait a moment too long.
    if (phase > hand.phase) hand.time = 0;
    hand.phase = phase;
    hand.time = time;
    hand.waited_for = waited_for;
}

bool CommonClock::may_go_on(std::size_t run, double lead) const {
    // Times are sums of steps: a lead of one step must not fail by rounding.
    constexpr double rounding = 1e-6;
    const int phase = hands_[run].phase;
    const double here = hands_[run].time - lead * (1 + rounding);
    for (std::size_t other = 0; other < most; ++other) {
        const Hand& hand = hands_[other];
        if (other == run || !hand.waited_for) continue;
        const int theirs = hand.phase;
        if (theirs < phase || (theirs == phase && hand.time < here)) return false;
    }
    return true;
}

}  // namespace coalesce

#include "view/detail.hpp"

#include <algorithm>

namespace coalesce {

TokenStyle drawn_style(TokenStyle asked, std::size_t count) {
    if (asked != TokenStyle::automatic) return asked;
    return count <= most_sprites ? TokenStyle::sprites : TokenStyle::density;
}

std::size_t Detail::choose(TokenStyle style, std::size_t count) {
    Cost& cost = costs_[static_cast<std::size_t>(style)];
    const double whole = cost.seconds_a_token * static_cast<double>(count);
    const auto takes = [&](std::size_t every) { return whole / static_cast<double>(every); };
    if (cost.every == 0) {
        for (cost.every = 1; takes(cost.every) > budget && cost.every < count;) cost.every *= 2;
    } else if (takes(cost.every) > 1.5 * budget && cost.every < count) {
        cost.every *= 2;
    } else if (cost.every > 1 && takes(cost.every / 2) < 0.8 * budget) {
        cost.every /= 2;
    }
    return cost.every;
}

void Detail::learn(TokenStyle style, std::size_t drawn, double seconds) {
    // What does not depend on the tokens is drawn anyway; from few tokens their share could not be told.
    constexpr std::size_t fewest = 2000;
    constexpr double share = 0.3;
    double& known = costs_[static_cast<std::size_t>(style)].seconds_a_token;
    known += share * (seconds / static_cast<double>(std::max(drawn, fewest)) - known);
}

}  // namespace coalesce

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
    const auto most = std::max<std::size_t>(1, count / cost.fewest);
    if (cost.every == 0) {
        for (cost.every = 1; takes(cost.every) > budget && 2 * cost.every <= most;) cost.every *= 2;
    } else if (takes(cost.every) > 1.5 * budget && 2 * cost.every <= most) {
        cost.every *= 2;
    } else if (cost.every > 1 && (takes(cost.every / 2) < 0.8 * budget || cost.every > most)) {
        cost.every /= 2;
    }
    return cost.every;
}

void Detail::learn(TokenStyle style, std::size_t drawn, double seconds) {
    constexpr double share = 0.3;
    Cost& cost = costs_[static_cast<std::size_t>(style)];
    // Fixed costs of a picture count as cost of tokens, so that the whole picture keeps the budget.
    cost.seconds_a_token +=
        share * (seconds / static_cast<double>(std::max(drawn, cost.fewest)) - cost.seconds_a_token);
}

}  // namespace coalesce

#pragma once

#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "coalesce/model/matrix.hpp"

namespace coalesce {

/// The tokens within an angle of a centre.
struct Cap {
    Vec3 centre{1, 0, 0};  ///< ≠ 0; normalised when used
    double angle = 0.2;    ///< radians, in (0, π]
    bool operator==(const Cap&) const = default;
};

/// Numbers of tokens: those of the initial cloud are 0 to N - 1, added ones follow. A token keeps its number when
/// others are removed.
using TokenNumbers = std::vector<std::int64_t>;
/// The tokens that hands take: named ones, or all within a cap, of which there may be none.
using TakenTokens = std::variant<TokenNumbers, Cap>;

/// Acts of hands on the tokens of a run.
namespace hands {
/// Rotates tokens about the centre of the sphere, so that they stay on it.
struct Push {
    static constexpr std::string_view word = "push";
    TakenTokens tokens;
    Vec3 rotation{};  ///< axis times angle, radians; on the circle (0, 0, angle)
    bool operator==(const Push&) const = default;
};
/// Adds tokens that are uniform in a cap. Each weighs as much as the mean token that is there.
struct Add {
    static constexpr std::string_view word = "add";
    Cap where;
    std::int64_t count = 1;  ///< ≥ 1
    std::int64_t seed = 1;   ///< added token k is a function of (seed, k)
    bool operator==(const Add&) const = default;
};
/// Removes tokens; the masses of the others keep their ratios.
struct Remove {
    static constexpr std::string_view word = "remove";
    TakenTokens tokens;
    bool operator==(const Remove&) const = default;
};
}  // namespace hands

/// Act of hands at a time of the run (an entry of the key "events" of a scene file).
struct Event {
    double time = 0;  ///< of the equation of motion, from 0 to time.until
    std::variant<hands::Push, hands::Add, hands::Remove> act;
    bool operator==(const Event&) const = default;
};
/// By rising time; those of one time act in order.
using Events = std::vector<Event>;

}  // namespace coalesce

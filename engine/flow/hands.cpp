#include "flow/hands.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "coalesce/model/error.hpp"
#include "coalesce/model/issue.hpp"
#include "coalesce/model/random.hpp"
#include "coalesce/model/text.hpp"
#include "field/parallel.hpp"
#include "model/event_check.hpp"

namespace coalesce {
namespace {

float longitude_of(const Vec3& x) {
    return static_cast<float>(std::atan2(x[1], x[0]));
}

/// Unit vector of any finite v ≠ 0, whose square may overflow.
Vec3 unit_of(const Vec3& v) {
    const double largest = std::max({std::abs(v[0]), std::abs(v[1]), std::abs(v[2])});
    return normalised(scaled(v, 1 / largest));
}

/// Rodrigues' formula for the rotation by |w| about w.
class Rotation {
  public:
    explicit Rotation(const Vec3& w)
        : axis_(normalised(w)), sine_(std::sin(norm(w))), rest_(2 * std::pow(std::sin(norm(w) / 2), 2)) {}
    /// x + sin|w| (a × x) + (1 - cos|w|) a × (a × x), a = w/|w|.
    Vec3 operator()(const Vec3& x) const {
        const Vec3 across = cross(axis_, x);
        return normalised(add(x, add(scaled(across, sine_), scaled(cross(axis_, across), rest_))));
    }

  private:
    Vec3 axis_;
    double sine_, rest_;
};

/// Uniform point of a cap: on S^2 the sine of half the angle from the centre is sin(angle/2) sqrt(u), since the area
/// within an angle a is 4π sin²(a/2); on S^1 the angle is uniform.
Vec3 point_in(const Cap& cap, int dimension, const CounterRandom& random, std::uint64_t index) {
    const auto [u, v] = random.uniforms(index, 0);
    const Vec3 centre = unit_of(cap.centre);
    if (dimension == 2) {
        const double angle = (2 * u - 1) * cap.angle, c = std::cos(angle), s = std::sin(angle);
        return normalised({c * centre[0] - s * centre[1], s * centre[0] + c * centre[1], 0});
    }
    const double angle = 2 * std::asin(std::sin(cap.angle / 2) * std::sqrt(u)), turn = 2 * M_PI * v;
    const auto smaller = [](double a, double b) { return std::abs(a) < std::abs(b); };
    Vec3 axis{};
    axis[static_cast<std::size_t>(std::min_element(centre.begin(), centre.end(), smaller) - centre.begin())] = 1;
    const Vec3 e1 = normalised(cross(centre, axis)), e2 = cross(centre, e1);
    const Vec3 side = add(scaled(e1, std::cos(turn)), scaled(e2, std::sin(turn)));
    return normalised(add(scaled(centre, std::cos(angle)), scaled(side, std::sin(angle))));
}

/// One flag a token.
using TokenFlags = std::vector<std::uint8_t>;

TokenFlags taken_tokens(const TakenTokens& which, const std::string& path, const Cloud& tokens, const Roster& roster) {
    TokenFlags flags(tokens.size(), 0);
    if (const auto* cap = std::get_if<Cap>(&which)) {
        const Vec3 centre = unit_of(cap->centre);
        for_each_token(tokens.size(),
                       [&](std::size_t i) { flags[i] = angle_between(tokens.token(i), centre) <= cap->angle; });
        return flags;
    }
    const auto& numbers = std::get<TokenNumbers>(which);
    for (std::size_t k = 0; k < numbers.size(); ++k) {
        const auto at = std::lower_bound(roster.number.begin(), roster.number.end(), numbers[k]);
        if (at == roster.number.end() || *at != numbers[k])
            throw InputError(path + ".tokens." + std::to_string(k) + ": found token " + std::to_string(numbers[k]) +
                             ", which was removed, expected a token that is there");
        flags[static_cast<std::size_t>(at - roster.number.begin())] = 1;
    }
    return flags;
}

struct ActingHands {
    const std::string& path;
    Cloud& tokens;
    Roster& roster;

    void operator()(const hands::Push& push) const {
        const TokenFlags flags = taken_tokens(push.tokens, path + ".push", tokens, roster);
        const Rotation rotate(push.rotation);
        for_each_token(tokens.size(), [&](std::size_t i) {
            if (flags[i]) tokens.set_token(i, rotate(tokens.token(i)));
        });
    }

    void operator()(const hands::Add& add) const {
        const std::size_t before = tokens.size(), count = static_cast<std::size_t>(add.count);
        Cloud more(tokens.dimension(), before + count);
        for (int k = 0; k < tokens.dimension(); ++k)
            std::copy(tokens.axis(k).begin(), tokens.axis(k).end(), more.axis(k).begin());
        const CounterRandom random(static_cast<std::uint64_t>(add.seed), Stream::added_tokens);
        for (std::size_t k = 0; k < count; ++k) {
            const Vec3 x = point_in(add.where, tokens.dimension(), random, k);
            more.set_token(before + k, x);
            roster.number.push_back(roster.next++);
            roster.longitude.push_back(longitude_of(x));
        }
        if (tokens.weighted()) {
            std::vector<double> masses(tokens.masses().begin(), tokens.masses().end());
            masses.resize(before + count, 1 / static_cast<double>(before));
            more.set_masses(std::move(masses));
        }
        tokens = std::move(more);
    }

    void operator()(const hands::Remove& remove) const {
        const TokenFlags flags = taken_tokens(remove.tokens, path + ".remove", tokens, roster);
        const auto left = static_cast<std::size_t>(std::count(flags.begin(), flags.end(), 0));
        if (left == 0)
            throw InputError(path + ".remove: found every token that is there, expected at least one to stay");
        Cloud fewer(tokens.dimension(), left);
        std::vector<double> masses;
        for (std::size_t i = 0, to = 0; i < flags.size(); ++i) {
            if (flags[i]) continue;
            fewer.set_token(to, tokens.token(i));
            if (tokens.weighted()) masses.push_back(tokens.mass(i));
            roster.number[to] = roster.number[i];
            roster.longitude[to++] = roster.longitude[i];
        }
        fewer.set_masses(std::move(masses));
        roster.number.resize(left);
        roster.longitude.resize(left);
        tokens = std::move(fewer);
    }
};

}  // namespace

void check_own_events(const Events& events, int dimension, double until, std::size_t count) {
    if (events.empty()) return;
    try {
        check_events(events, dimension, until, static_cast<std::int64_t>(count));
    } catch (const Issue& issue) {
        throw InputError(issue.line());
    }
}

std::vector<float> longitudes_of(const Cloud& tokens) {
    std::vector<float> longitudes(tokens.size());
    for_each_token(tokens.size(), [&](std::size_t i) { longitudes[i] = longitude_of(tokens.token(i)); });
    return longitudes;
}

Roster roster_of(std::size_t count, std::vector<float> longitude) {
    Roster roster;
    roster.number.resize(count);
    std::iota(roster.number.begin(), roster.number.end(), 0);
    roster.longitude = std::move(longitude);
    roster.next = static_cast<std::uint32_t>(count);
    return roster;
}

void act(const Event& event, const std::string& path, Cloud& tokens, Roster& roster) {
    std::visit(ActingHands{path, tokens, roster}, event.act);
}

bool changes_number(const Event& event) {
    return !std::holds_alternative<hands::Push>(event.act);
}

}  // namespace coalesce

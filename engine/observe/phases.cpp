#include "coalesce/observe/phases.hpp"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>

#include "coalesce/observe/groups.hpp"

namespace coalesce {

namespace {

constexpr double lightest_cluster = 0.01;

std::string with_number(const char* format, double value) {
    char text[160];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

/// Merges all `parts` into one cluster, the nearest pair first;
/// appends one entry a merge.
void merge_all(std::vector<Cluster> parts, double time, std::vector<Merge>& merges) {
    while (parts.size() > 1) {
        std::size_t a = 0, b = 1;
        for (std::size_t i = 0; i < parts.size(); ++i)
            for (std::size_t j = i + 1; j < parts.size(); ++j)
                if (dot(parts[i].centre, parts[j].centre) > dot(parts[a].centre, parts[b].centre)) {
                    a = i;
                    b = j;
                }
        const Cluster &p = parts[a], &q = parts[b];
        merges.push_back(
            {time, {std::max(p.mass, q.mass), std::min(p.mass, q.mass)}, angle_between(p.centre, q.centre)});
        Cluster both;
        both.centre = normalised(add(scaled(p.centre, p.mass), scaled(q.centre, q.mass)));
        both.mass = p.mass + q.mass;
        parts[a] = both;
        parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(b));
    }
}

bool holds(const Clustering& clustering, int identity) {
    return std::any_of(clustering.clusters.begin(), clustering.clusters.end(),
                       [&](const Cluster& cluster) { return cluster.identity == identity; });
}

/// True if a cluster of at least 0.01 of the mass has appeared or disappeared; the heaviest hundred are compared at
/// most.
bool others_than(const Clustering& former, const Clustering& now) {
    const auto lacks = [](const Clustering& one, const Clustering& other) {
        for (std::size_t k = 0; k < one.clusters.size() && one.clusters[k].mass >= lightest_cluster; ++k)
            if (!holds(other, one.clusters[k].identity)) return true;
        return false;
    };
    return lacks(former, now) || lacks(now, former);
}

/// For every former cluster, the present one with most of its tokens; for every present one, the former one.
struct Shared {
    std::vector<std::size_t> heir, origin;
};
Shared most_shared(const Clustering& former, const Clustering& now) {
    std::vector<std::uint64_t> pairs(now.label.size());
    for (std::size_t i = 0; i < pairs.size(); ++i)
        pairs[i] = static_cast<std::uint64_t>(former.label[i]) << 32 | static_cast<std::uint32_t>(now.label[i]);
    std::sort(pairs.begin(), pairs.end());
    Shared shared{std::vector<std::size_t>(former.clusters.size()), std::vector<std::size_t>(now.clusters.size())};
    std::vector<std::size_t> of_heir(former.clusters.size(), 0), of_origin(now.clusters.size(), 0);
    for (std::size_t k = 0, end; k < pairs.size(); k = end) {
        for (end = k + 1; end < pairs.size() && pairs[end] == pairs[k];) ++end;
        const std::size_t f = pairs[k] >> 32, c = pairs[k] & 0xffffffff, count = end - k;
        if (count > of_heir[f]) {
            of_heir[f] = count;
            shared.heir[f] = c;
        }
        if (count > of_origin[c]) {
            of_origin[c] = count;
            shared.origin[c] = f;
        }
    }
    return shared;
}

}  // namespace

double spread_within(const Cloud& cloud, const Clustering& clustering) {
    // Blocks are added in order, whatever the number of threads.
    constexpr std::size_t block = 4096;
    std::vector<double> part((cloud.size() + block - 1) / block, 0.0);
    oneapi::tbb::parallel_for(std::size_t{0}, part.size(), [&](std::size_t k) {
        for (std::size_t i = k * block; i < std::min((k + 1) * block, cloud.size()); ++i) {
            const Cluster& own = clustering.clusters[static_cast<std::size_t>(clustering.label[i])];
            if (own.tokens == 1) continue;
            const double angle = own.centre == Vec3{} ? own.radius : angle_between(cloud.token(i), own.centre);
            part[k] += cloud.mass(i) * angle * angle;
        }
    });
    return std::sqrt(std::accumulate(part.begin(), part.end(), 0.0));
}

double spread_within_circle(std::span<const double> angles, std::span<const double> masses, double reach) {
    const std::size_t n = angles.size();
    if (n == 0) return 0;
    std::vector<std::pair<double, double>> sorted(n);  // angle, mass
    for (std::size_t i = 0; i < n; ++i)
        sorted[i] = {angles[i], masses.empty() ? 1.0 / static_cast<double>(n) : masses[i]};
    std::sort(sorted.begin(), sorted.end());
    // Starts after a gap, if there is one, so that no cluster is cut at ±π.
    std::size_t first = 0;
    for (std::size_t i = 1; i < n && first == 0; ++i)
        if (sorted[i].first - sorted[i - 1].first > reach) first = i;
    const bool cut = first > 0 || sorted.front().first + 2 * M_PI - sorted.back().first > reach;
    if (!cut) return M_PI / std::sqrt(3.0);  // a closed ring has no centre: the spread of a uniform one
    double square = 0, mass = 0, mean = 0, about = 0;
    const auto at = [&](std::size_t k) {
        const std::size_t i = (first + k) % n;
        return sorted[i].first + (first + k >= n ? 2 * M_PI : 0);
    };
    for (std::size_t k = 0; k < n; ++k) {
        if (k > 0 && at(k) - at(k - 1) > reach) {
            square += about;
            mass = mean = about = 0;
        }
        // Welford's update for one cluster.
        const double own = sorted[(first + k) % n].second, off = at(k) - mean;
        mass += own;
        mean += off * own / mass;
        about += own * off * (at(k) - mean);
    }
    return std::sqrt(square + about);
}

/// Bounds are fractions of the kernel's width 1/sqrt(β), below which tokens do not resolve places: a fifth, where the
/// kernel differs from 1 by 2 %, and a tenth; both are capped at what an eye takes for a plane or a point. The window
/// of alignment is five times the time in which A = V K^T Q moves a token by a radian.
PhaseTracker::PhaseTracker(PhaseRules rules)
    : rules_(std::move(rules)),
      residual_bound_(std::min(0.1, 0.2 / std::sqrt(rules_.model.beta))),
      spread_bound_(std::min(0.05, 0.1 / std::sqrt(rules_.model.beta))),
      reach_(group_reach(rules_.model.beta)),
      unit_(1 / std::max(spectral_norm(rules_.model.V), rules_.model.noise)) {}

void PhaseTracker::take_rules(PhaseRules rules) {
    PhaseTracker fresh(std::move(rules));
    rules_ = std::move(fresh.rules_);
    residual_bound_ = fresh.residual_bound_;
    spread_bound_ = fresh.spread_bound_;
    reach_ = fresh.reach_;
    unit_ = fresh.unit_;
}

void PhaseTracker::restart(PhaseRules rules) {
    std::vector<Phase> past = std::move(phases_);
    std::erase_if(past, [](const Phase& phase) { return phase.from == phase.to; });
    *this = PhaseTracker(std::move(rules));
    phases_ = std::move(past);
}

/// If the limit set at finite β is not E_max, the residual stops falling above the bound: alignment has ended too.
bool PhaseTracker::aligned(const PhaseMeasure& now) {
    if (!(now.residual > residual_bound_)) return true;
    if (!started_) {
        window_start_ = now.time;
        window_residual_ = now.residual;
    }
    if (now.time - window_start_ < 5 * unit_) return false;
    const bool stalled = now.residual > 0.99 * window_residual_;
    window_start_ = now.time;
    window_residual_ = now.residual;
    return stalled;
}

/// Holds if, in as long a time again as elapsed so far and at least five units of time, tokens move less than a
/// twentieth of the reach.
bool PhaseTracker::at_rest(const PhaseMeasure& now) const {
    constexpr double part = 0.05;
    const double ahead = std::max(now.time - began_, std::isfinite(unit_) ? 5 * unit_ : 0.0);
    return rules_.model.noise == 0 && now.mean_speed * ahead <= part * reach_;
}

/// Names the phase before any measurement, by what attention does to a crowd.
PhaseTracker::Name PhaseTracker::before_measured() const {
    if (rules_.still()) return rules_.model.noise > 0 ? Name::mixing : Name::steady;
    double trace = 0;
    const Matrix a = rules_.model.beta > 0 ? alignment_matrix(rules_.model) : rules_.model.V;
    for (int k = 0; k < a.dimension; ++k) trace += a(k, k);
    if (trace == 0) return Name::turning;
    return trace > 0 ? Name::clustering : Name::spreading;
}

void PhaseTracker::start_window(const PhaseMeasure& now) {
    trend_start_ = now.time;
    trend_crowding_ = now.crowding;
    trend_way_ = 0;
}

/// Compares the crowding over the time in which a token moves by one reach on average, at most five units 1/‖V‖. A
/// change of a hundredth exceeds sampling and noise; a smaller one says nothing before tokens have moved by one reach.
PhaseTracker::Name PhaseTracker::measured(const PhaseMeasure& now) {
    constexpr double notable = 0.01;
    if (!started_) {
        trend_ = before_measured();
        start_window(now);
    }
    if (at_rest(now)) return Name::steady;
    if (rules_.still()) return trend_;
    trend_way_ += now.mean_speed * (now.time - last_time_);
    if (trend_way_ < reach_ && now.time - trend_start_ < 5 * unit_) return trend_;
    const double change = now.crowding / trend_crowding_ - 1;
    // The names turning and mixing give way only to a change of crowding that exceeds its flutter.
    const bool quiet = trend_known_ && (trend_ == Name::turning || trend_ == Name::mixing);
    if (std::abs(change) > (quiet ? 5 * notable : notable))
        trend_ = change > 0 ? Name::clustering : Name::spreading;
    else if (trend_way_ >= reach_)
        trend_ = rules_.model.noise > 0 ? Name::mixing : Name::turning;
    trend_known_ = true;
    start_window(now);
    return trend_;
}

PhaseTracker::Name PhaseTracker::named(const PhaseMeasure& now) {
    const Name trend = measured(now);
    const bool narrow = now.spread <= spread_bound_;
    if (rules_.aligns() && !aligned_) aligned_ = aligned(now);
    if (rules_.aligns() && !aligned_) return Name::alignment;
    const bool backward = rules_.heat.gamma > 0;
    heat_over_ |= !rules_.has_heat() || now.time >= rules_.heat_until || (backward && narrow) || at_rest(now);
    if (!heat_over_) return Name::heat;
    if (rules_.pairs() && now.clusters > 1 && (pairing_ || (narrow && now.clusters <= most_pairing_clusters))) {
        pairing_ = true;
        return Name::pairing;
    }
    // The last merge lasts until its cluster is narrow; then nothing is left to merge.
    if (pairing_) return narrow ? Name::steady : Name::pairing;
    return trend;
}

std::string PhaseTracker::criterion_of(Name name) const {
    switch (name) {
        case Name::alignment:
            return with_number("the mean angle to E_max is falling and above %.3g rad", residual_bound_);
        case Name::heat:
            return rules_.heat.gamma > 0
                       ? with_number(
                             "tokens within E_max are spread by more than %.3g rad about the centres of their "
                             "clusters, before heat collapses",
                             spread_bound_)
                       : "tokens within E_max spread as the heat equation says";
        case Name::pairing:
            return with_number("every cluster is narrower than %.3g rad within E_max; clusters move as wholes",
                               spread_bound_);
        case Name::clustering:
            return with_number("crowding within %.3g rad increases", reach_) + why_no_theorem();
        case Name::spreading:
            return with_number("crowding within %.3g rad decreases", reach_) + why_no_theorem();
        case Name::steady:
            return with_number(
                "at their present speed tokens would move by less than %.3g rad in as long a time as has elapsed",
                0.05 * reach_);
        case Name::turning:
            return "tokens move, and their crowding stays constant to 1 %";
        case Name::mixing:
            return "noise moves tokens, and their crowding stays constant to 1 %";
    }
    return {};
}

/// Reason why the phase has no theorem's name.
std::string PhaseTracker::why_no_theorem() const {
    if (!rules_.has_heat()) return "; no heat phase: " + rules_.no_heat;
    return rules_.heat_end.empty() ? std::string() : "; " + rules_.heat_end;
}

void PhaseTracker::enter(Name name, double time) {
    static constexpr const char* names[] = {"alignment", "heat",   "pairing", "clustering",
                                            "spreading", "steady", "turning", "mixing"};
    name_ = name;
    Phase phase;
    phase.from = phase.to = time;
    phase.name = names[static_cast<std::size_t>(name)];
    phase.criterion = criterion_of(name);
    phases_.push_back(std::move(phase));
}

/// The first known trend replaces the guess made at the start.
void PhaseTracker::observe(const PhaseMeasure& now) {
    if (!phases_.empty()) phases_.back().to = std::max(phases_.back().to, now.time);
    if (!started_) began_ = last_time_ = now.time;
    const Name name = named(now);
    // The model alone names the phase where attention moves nothing.
    const bool by_trend = name == trend_ && name != Name::steady && !rules_.still();
    if (!started_) {
        enter(name, now.time);
        guessed_ = by_trend;
    } else if (name != name_) {
        double from = now.time;
        if (guessed_ && trend_known_ && by_trend) {
            from = phases_.back().from;
            phases_.pop_back();
        }
        enter(name, from);
        phases_.back().to = now.time;
        guessed_ = false;
    }
    guessed_ = guessed_ && !trend_known_;
    phases_.back().known = !by_trend || trend_known_;
    started_ = true;
    last_time_ = now.time;
}

void MergeTracker::restart() {
    former_ = {};
    splits_.clear();
}

bool MergeTracker::counts(int identity) const {
    return std::none_of(splits_.begin(), splits_.end(), [&](const Split& split) { return split.identity == identity; });
}

/// Notes new clusters that hold tokens of a surviving one.
void MergeTracker::note_splits(const Clustering& clustering, const std::vector<std::size_t>& origin, double reach) {
    for (std::size_t c = 0; c < clustering.clusters.size() && clustering.clusters[c].mass >= lightest_cluster; ++c) {
        const Cluster& cluster = clustering.clusters[c];
        if (holds(former_, cluster.identity)) continue;
        const Cluster& from = former_.clusters[origin[c]];
        if (from.mass < lightest_cluster) continue;  // grown from stragglers
        double wanted = 2 * reach;
        for (std::size_t m = 0; m < merges_.size(); ++m)
            if (merged_into_[m] == from.identity) wanted = std::max(wanted, 1.5 * merges_[m].angle);
        splits_.push_back({cluster.identity, from.identity, std::min(wanted, 0.9 * M_PI)});
    }
}

void MergeTracker::note_distance(const Clustering& clustering) {
    const auto find = [&](int identity) {
        return std::find_if(clustering.clusters.begin(), clustering.clusters.end(),
                            [&](const Cluster& cluster) { return cluster.identity == identity; });
    };
    std::erase_if(splits_, [&](const Split& split) {
        const auto own = find(split.identity), from = find(split.from);
        if (own == clustering.clusters.end()) return true;
        return from != clustering.clusters.end() && angle_between(own->centre, from->centre) > split.wanted;
    });
}

void MergeTracker::observe(double time, const Clustering& clustering, double reach) {
    if (former_.label.size() == clustering.label.size() && others_than(former_, clustering)) {
        const auto [heir, origin] = most_shared(former_, clustering);
        std::vector<std::vector<Cluster>> parts(clustering.clusters.size());
        for (std::size_t f = 0; f < former_.clusters.size() && former_.clusters[f].mass >= lightest_cluster; ++f) {
            const Cluster& cluster = former_.clusters[f];
            const bool lives = cluster.identity == clustering.clusters[heir[f]].identity;
            if (lives || (!holds(clustering, cluster.identity) && counts(cluster.identity)))
                parts[heir[f]].push_back(cluster);
        }
        for (std::size_t c = 0; c < parts.size(); ++c) {
            merge_all(std::move(parts[c]), time, merges_);
            merged_into_.resize(merges_.size(), clustering.clusters[c].identity);
        }
        note_splits(clustering, origin, reach);
    }
    note_distance(clustering);
    former_ = clustering;
}

std::size_t MergeTracker::bytes() const {
    return former_.bytes() + merges_.size() * (sizeof(Merge) + sizeof(int)) + splits_.size() * sizeof(Split);
}

}  // namespace coalesce

#include "command/snapshots.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <system_error>

#include "coalesce/model/text.hpp"
#include "command/row_times.hpp"

namespace coalesce::command {
namespace {

/// Number of tokens that a run has from its start to its end, removed ones too.
std::size_t all_tokens(const Simulation& simulation) {
    std::size_t count = simulation.initial_cloud().size();
    for (const Event& event : simulation.scene().events)
        if (const auto* added = std::get_if<hands::Add>(&event.act)) count += static_cast<std::size_t>(added->count);
    return count;
}

std::vector<std::size_t> shape(std::size_t tokens, const Simulation& simulation) {
    return {tokens, static_cast<std::size_t>(simulation.scene().dimension)};
}

void demand_room(const std::filesystem::path& folder, const SnapshotRule& rule, std::size_t tokens,
                 const Simulation& simulation) {
    const double most = rule.most(simulation.scene().time);
    const double bytes = most * static_cast<double>(tokens) * simulation.scene().dimension * sizeof(double);
    std::error_code error;
    const std::filesystem::space_info space = std::filesystem::space(folder, error);
    if (error || bytes <= static_cast<double>(space.available)) return;
    throw RunError(rule.words() + ": found up to " + formatted("%.0f", most) + " snapshots of together " +
                   formatted("%.3g", bytes / 1e9) + " GB, expected at most the " +
                   formatted("%.3g", static_cast<double>(space.available) / 1e9) + " GB that are free in " +
                   folder.string());
}

}  // namespace

std::string SnapshotRule::words() const {
    if (every) return "--every " + decimal_text(*every);
    return per_decade ? "--every-log " + std::to_string(*per_decade) : "";
}

double SnapshotRule::time(const TimeSpec& steps, std::uint64_t k) const {
    if (k == 0) return 0;
    const auto number = static_cast<double>(k);
    if (every) return number * *every;
    return steps.dt * std::pow(10.0, (number - 1) / static_cast<double>(*per_decade));
}

double SnapshotRule::most(const TimeSpec& steps) const {
    const double asked = every
                             ? steps.until / *every + 2
                             : std::max(std::log10(steps.until / steps.dt), 0.0) * static_cast<double>(*per_decade) + 3;
    return steps.method == Method::adaptive ? asked : std::min(asked, steps.until / steps.dt + 2);
}

void SnapshotRule::check(const TimeSpec& steps) const {
    if (!any() || most(steps) <= static_cast<double>(GrowingNpy::most_entries)) return;
    throw InputError(words() + ": found " + formatted("%.3g", most(steps)) +
                     " snapshots until the run's end, expected at most 99999999");
}

Snapshots::Snapshots(const std::filesystem::path& folder, const SnapshotRule& rule, Simulation& simulation)
    : rule_(rule),
      tokens_(all_tokens(simulation)),
      trajectory_((demand_room(folder, rule, tokens_, simulation), folder / trajectory_name),
                  shape(tokens_, simulation)),
      instants_(folder / times_name, {}) {
    take(simulation);
}

Snapshots::Snapshots(const std::filesystem::path& folder, const SnapshotRule& rule, Simulation& simulation,
                     const std::vector<double>& times, std::uint64_t next)
    : rule_(rule),
      tokens_(all_tokens(simulation)),
      trajectory_(folder / trajectory_name, shape(tokens_, simulation), times.size()),
      instants_(folder / times_name, {}, times.size()),
      times_(times),
      next_(next) {
    for (std::size_t k = 0; k < times.size(); ++k)
        if (instants_.read(k).front() != times[k])
            throw InputError((folder / times_name).string() + ": found other times than those of this run");
}

void Snapshots::take(Simulation& simulation) {
    const TimeSpec& steps = simulation.scene().time;
    const double now = simulation.time();
    const bool adaptive = steps.method == Method::adaptive;
    const double reached = adaptive ? now : now * (1 + same_time);
    bool here = now >= steps.until;
    for (double time; (time = rule_.time(steps, next_)) <= reached; ++next_) {
        if (adaptive && time < now)
            append(simulation, time);
        else
            here = true;  // once: all times within a fixed step lead to its end
    }
    if (here && (times_.empty() || times_.back() < now)) append(simulation, now);
}

void Snapshots::append(Simulation& simulation, double time) {
    const bool before = time < simulation.time();
    const Cloud within = before ? simulation.state_at(time) : Cloud();
    const Cloud& cloud = before ? within : simulation.cloud();
    const auto numbers = simulation.numbers(before);
    const std::size_t d = static_cast<std::size_t>(cloud.dimension());
    rows_.assign(tokens_ * d, std::numeric_limits<double>::quiet_NaN());
    for (int k = 0; k < cloud.dimension(); ++k) {
        const std::span<const double> axis = cloud.axis(k);
        for (std::size_t i = 0; i < axis.size(); ++i)
            rows_[(numbers ? (*numbers)[i] : i) * d + static_cast<std::size_t>(k)] = axis[i];
    }
    // The tokens first: times.npy never has more entries than trajectory.npy.
    trajectory_.append(rows_);
    instants_.append({&time, 1});
    times_.push_back(time);
}

void Snapshots::flush() const {
    trajectory_.flush();
    instants_.flush();
}

}  // namespace coalesce::command

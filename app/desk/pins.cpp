#include "desk/pins.hpp"

#include <algorithm>

#include "coalesce/observe/groups.hpp"
#include "view/parallel.hpp"

namespace coalesce {
namespace {

/// Stops kept of a path: more than a picture resolves.
constexpr std::size_t most_stops = 4000;

void extend(Pin& pin, double time, const glm::vec3& at) {
    std::erase_if(pin.path, [time](const Pin::Stop& stop) { return stop.time >= time; });
    pin.path.push_back({time, at});
    if (pin.path.size() <= most_stops) return;
    for (std::size_t k = 0; 2 * k < pin.path.size(); ++k) pin.path[k] = pin.path[2 * k];
    pin.path.resize((pin.path.size() + 1) / 2);
}

/// Index of the token of a cluster that is nearest to its centre.
std::size_t nearest_of(const Frame& frame, const Cluster& cluster) {
    const glm::vec3 centre(cluster.centre[0], cluster.centre[1], cluster.centre[2]);
    std::size_t nearest = 0;
    float best = -2;
    for (std::size_t i = 0; i < frame.size(); ++i) {
        if (frame.identity[i] != cluster.identity) continue;
        const float along = glm::dot(centre, place_in(frame, i));
        if (along <= best) continue;
        best = along;
        nearest = i;
    }
    return nearest;
}

/// Place of a cluster in the list of counted ones; -1: it is none of them.
int rank_of(const Frame& frame, std::int32_t identity) {
    for (std::size_t c = 0; c < counted(frame.clusters); ++c)
        if (frame.clusters[c].identity == identity) return static_cast<int>(c);
    return -1;
}

}  // namespace

std::optional<std::size_t> index_of(const Frame& frame, std::uint32_t number) {
    if (!frame.number) return number < frame.size() ? std::optional<std::size_t>(number) : std::nullopt;
    const auto at = std::lower_bound(frame.number->begin(), frame.number->end(), number);
    if (at == frame.number->end() || *at != number) return {};
    return static_cast<std::size_t>(at - frame.number->begin());
}

std::uint32_t number_of(const Frame& frame, std::size_t index) {
    return frame.number ? (*frame.number)[index] : static_cast<std::uint32_t>(index);
}

void unpin(Pins& pins, std::size_t pin) {
    pins.tokens.erase(pins.tokens.begin() + static_cast<std::ptrdiff_t>(pin));
    if (pins.active > pin || pins.active == pins.tokens.size()) pins.active -= pins.active > 0;
    if (pins.tokens.empty()) pins.row.reset();
}

void toggle_pin(Pins& pins, const Frame& frame, std::size_t index) {
    const std::uint32_t number = number_of(frame, index);
    const auto known =
        std::find_if(pins.tokens.begin(), pins.tokens.end(), [number](const Pin& pin) { return pin.number == number; });
    if (known != pins.tokens.end()) return unpin(pins, static_cast<std::size_t>(known - pins.tokens.begin()));
    pins.tokens.push_back({number, {}});
    pins.active = pins.tokens.size() - 1;
}

void pin_next_cluster(Pins& pins, const Frame& frame, int direction) {
    const int count = static_cast<int>(counted(frame.clusters));
    if (count == 0 || frame.identity.size() != frame.size() || frame.positions.empty()) return;
    int next = 0;
    if (const Pin* pin = pins.shown())
        if (const auto index = index_of(frame, pin->number)) {
            const int rank = rank_of(frame, frame.identity[*index]);
            next = rank < 0 ? 0 : (rank + direction + count) % count;
        }
    const Pin moved{number_of(frame, nearest_of(frame, frame.clusters[static_cast<std::size_t>(next)])), {}};
    if (pins.tokens.empty())
        pins.tokens.push_back(moved);
    else
        pins.tokens[pins.active] = moved;
}

void follow(Pins& pins, const Frame& frame, const Model& model) {
    for (std::size_t k = pins.tokens.size(); k-- > 0;)
        if (!index_of(frame, pins.tokens[k].number)) unpin(pins, k);
    pins.stale = false;
    if (pins.tokens.empty()) return;
    // Tokens in a buffer are copied from the next frame on.
    if (frame.positions.empty()) return pins.row.reset();
    for (Pin& pin : pins.tokens) extend(pin, frame.time, place_in(frame, *index_of(frame, pin.number)));
    const Pins::Of wanted{frame.sequence, pins.shown()->number, model};
    if (pins.row && wanted == pins.of) return;
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    const bool same_token = pins.row && wanted.number == pins.of.number && pins.row->share.size() == frame.size();
    pins.stale = frame.playing && same_token && start < pins.next;
    if (pins.stale) return;
    in_drawing_arena([&] {
        pins.row = std::make_shared<const AttentionRow>(
            attention_row(frame.positions, frame.mass, model, *index_of(frame, wanted.number)));
    });
    pins.of = wanted;
    pins.next = Clock::now() + 3 * (Clock::now() - start);
}

}  // namespace coalesce

#pragma once

#include <chrono>
#include <cstdint>
#include <glm/glm.hpp>
#include <memory>
#include <optional>
#include <vector>

#include "coalesce/flow/frame.hpp"
#include "coalesce/model/model.hpp"
#include "coalesce/observe/attention_row.hpp"

namespace coalesce {

/// A token that the user follows.
struct Pin {
    std::uint32_t number = 0;  ///< TokenNumbers
    struct Stop {
        double time;
        glm::vec3 at;
    };
    std::vector<Stop> path;  ///< by rising time, from the state in which it was pinned
};

/// The pinned tokens of a run, and what one of them attends to in the frame shown.
struct Pins {
    std::vector<Pin> tokens;
    std::size_t active = 0;                   ///< whose attention is shown; < tokens.size() unless that is 0
    bool colours = true;                      ///< attention colours all tokens
    std::shared_ptr<const AttentionRow> row;  ///< of the active token in the last frame; null: none, or no copy of it
    bool stale = false;                       ///< the row is that of an earlier frame and due to be computed

    const Pin* shown() const { return tokens.empty() ? nullptr : &tokens[active]; }
    /// The row that colours tokens; null: the view does.
    std::shared_ptr<const AttentionRow> colouring() const { return colours ? row : nullptr; }

    /// State that the row belongs to.
    struct Of {
        std::uint64_t sequence = 0;
        std::uint32_t number = 0;
        Model model;
        bool operator==(const Of&) const = default;
    } of;
    std::chrono::steady_clock::time_point next{};  ///< a row of a playing run is due no earlier
};

/// Index of a token in a frame; nullopt: it is not there.
std::optional<std::size_t> index_of(const Frame& frame, std::uint32_t number);
/// Number of the token at an index.
std::uint32_t number_of(const Frame& frame, std::size_t index);
/// Place of a token in a frame that carries positions.
inline glm::vec3 place_in(const Frame& frame, std::size_t index) {
    return {frame.positions[3 * index], frame.positions[3 * index + 1], frame.positions[3 * index + 2]};
}

/// Pins a token and shows its attention; one that is pinned is unpinned.
void toggle_pin(Pins& pins, const Frame& frame, std::size_t index);
void unpin(Pins& pins, std::size_t pin);
/// Moves the active pin to the token nearest to the centre of the next cluster by falling mass, or of the one before;
/// pins one of the heaviest cluster if there is none. Does nothing if the frame has no copy of the tokens.
void pin_next_cluster(Pins& pins, const Frame& frame, int direction);
/// Brings the pins up to date with a frame: drops those of tokens that are gone, continues their paths, and computes
/// the active one's attention. While a run plays, rows of many tokens take at most a quarter of the time.
void follow(Pins& pins, const Frame& frame, const Model& model);

}  // namespace coalesce

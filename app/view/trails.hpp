#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "view/lines.hpp"
#include "view/tokens.hpp"

namespace coalesce {

/// Draws the recent paths of the tokens as fading lines: their positions in the last view.trails frames of one
/// generation. The number of segments is bounded by `most_segments`; beyond it a fixed, evenly spread subset of the
/// tokens has trails.
class Trails {
  public:
    static constexpr std::size_t most_segments = 60'000;

    /// Adds the tokens' positions if the frame is a later one. A new generation or an earlier time starts anew.
    void update(const Frame& frame, const Tokens& tokens, int length);
    void draw(const Program& program, const Camera& camera, Side side, float scale, double opacity) const;
    /// Number of tokens that have a trail.
    std::size_t tokens() const { return chosen_.size(); }

  private:
    void choose(std::size_t count, int length);
    void rebuild(const Tokens& tokens);

    std::vector<std::size_t> chosen_;
    std::deque<std::vector<glm::vec3>> past_;  ///< newest first
    Lines lines_;
    std::uint64_t generation_ = 0, sequence_ = 0, version_ = 0;
    double time_ = 0;
    int length_ = 0;
    std::size_t count_ = 0;
};

}  // namespace coalesce

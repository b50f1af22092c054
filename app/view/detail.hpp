#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "model/view_state.hpp"

namespace coalesce {

/// The style that view.tokens stands for: `automatic` is sprites up to this many tokens, density beyond.
constexpr std::size_t most_sprites = 200'000;
TokenStyle drawn_style(TokenStyle asked, std::size_t count);

/// What a picture shows of the cloud.
struct Shown {
    std::size_t every = 1;       ///< tokens 0, k, 2k, …, each standing for k
    double largest_density = 0;  ///< of the last colour, relative to the uniform cloud; 0 where no density is drawn
    std::string copied;          ///< why tokens on a device are copied to be drawn; empty where they need not be
    bool operator==(const Shown&) const = default;
};

/// Which tokens fit into the time that a picture may take while something moves: every k-th, k a power of two, so that
/// a smaller subset is part of a larger one and the same tokens are seen from picture to picture. The cost of a token
/// is learned from the pictures drawn; k changes only when it misses the budget clearly, or twice as many would fit,
/// and stays below where a picture's other costs outweigh its tokens.
class Detail {
  public:
    static constexpr double budget = 0.015;  ///< seconds a picture

    std::size_t choose(TokenStyle style, std::size_t count);
    /// @param drawn    tokens of the picture just drawn
    /// @param seconds  that it took until the graphics driver was done with it
    void learn(TokenStyle style, std::size_t drawn, double seconds);

  private:
    struct Cost {
        double seconds_a_token;
        std::size_t fewest;     ///< drawn in any case; other costs are those of about as many
        std::size_t every = 0;  ///< chosen last; 0: not yet
    };
    // The start is what a software renderer takes on a slow core (a sprite 0.7 µs, a point 0.35 µs, a deposit 10 ns),
    // so that the first picture is not the one that stalls.
    std::array<Cost, 4> costs_{{{7e-7, 8'000}, {7e-7, 8'000}, {3.5e-7, 16'000}, {1e-8, 300'000}}};
};

}  // namespace coalesce

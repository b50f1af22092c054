#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>

#include "coalesce/document/view_state.hpp"

namespace coalesce {

/// Resolves view.tokens: `automatic` is sprites up to most_sprites tokens and density beyond.
constexpr std::size_t most_sprites = 200'000;
TokenStyle drawn_style(TokenStyle asked, std::size_t count);

/// Ends of colour scales that pictures side by side have in common, so that one colour means one number in all of them.
/// A picture measures in its own frame the ends that are not given.
struct CommonScales {
    std::optional<std::array<double, 2>> tokens{};  ///< of speeds or masses
    double surface = 0;                             ///< end of the density painted on the sphere, per sr; 0: none
    double density = 0;                             ///< end of the density of tokens, × uniform; 0: none
    double attention = 0;                           ///< end of the shares of attention; 0: none
    bool operator==(const CommonScales&) const = default;
};

/// Facts about a drawn picture, for its text.
struct Shown {
    std::size_t every = 1;       ///< k: tokens 0, k, 2k, … are drawn, each standing for k
    double largest_density = 0;  ///< density of the last colour, relative to the uniform cloud; 0: none is drawn
    double own_density = 0;      ///< what that would be if the picture stood alone
    CommonScales scales{};       ///< that it was drawn with
    double attention = 0;        ///< share of attention of the last colour; 0: colours show something else
    std::string attending;       ///< the token whose attention they show: "token 17"
    std::string copied;          ///< why tokens on a device are copied to be drawn; empty if they are not
    bool operator==(const Shown&) const = default;
};

/// Chooses the tokens of a picture while something moves, so that it keeps a time budget: every k-th, k a power of two,
/// so that subsets are nested and the same tokens are seen from picture to picture. The cost of a token is learned from
/// the pictures drawn. k changes only if the budget is clearly missed or twice as many tokens would fit, and is bounded
/// where a picture's fixed costs outweigh its tokens.
class Detail {
  public:
    static constexpr double budget = 0.015;  ///< seconds per picture

    std::size_t choose(TokenStyle style, std::size_t count);
    /// Learns the cost of a token.
    /// @param drawn    number of tokens of the last picture
    /// @param seconds  time until the graphics driver had finished it
    void learn(TokenStyle style, std::size_t drawn, double seconds);

  private:
    struct Cost {
        double seconds_a_token;
        std::size_t fewest;     ///< smallest number drawn; fixed costs are about as large as these tokens'
        std::size_t every = 0;  ///< last choice of k; 0: none yet
    };
    // Initial costs are those of a software renderer on a slow core (a sprite 0.7 µs, a point 0.35 µs, a deposit 10
    // ns), so that the first picture does not stall.
    std::array<Cost, 4> costs_{{{7e-7, 8'000}, {7e-7, 8'000}, {3.5e-7, 16'000}, {1e-8, 300'000}}};
};

}  // namespace coalesce

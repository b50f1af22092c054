#pragma once

namespace coalesce::chart {

/// sRGB and opacity in [0, 1]. Alpha 0: nothing is drawn.
struct Colour {
    float r = 0, g = 0, b = 0, a = 1;
    bool operator==(const Colour&) const = default;
};

inline constexpr Colour transparent{0, 0, 0, 0};

inline Colour faded(Colour colour, float alpha) {
    return {colour.r, colour.g, colour.b, alpha};
}

/// Returns a colour between two; share 0 is `from`.
inline Colour mixed(Colour from, Colour to, float share) {
    const auto between = [share](float a, float b) { return a + share * (b - a); };
    return {between(from.r, to.r), between(from.g, to.g), between(from.b, to.b), between(from.a, to.a)};
}

/// Returns a colour of viridis, the scale of every heat map. @param share  clamped to [0, 1]
Colour viridis(double share);

/// Colours of what a chart and a page are made of; a theme's are those of view/ui.hpp.
struct Paper {
    Colour ground{};  ///< of a page
    Colour panel{};   ///< of a legend's box
    Colour line{};    ///< frames
    Colour text{}, faint_text{};
};

}  // namespace coalesce::chart

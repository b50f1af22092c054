#include "view/colours.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace coalesce {
namespace {

struct Lab {
    float L, a, b;
};

float decoded(float s) {
    return s <= 0.04045f ? s / 12.92f : std::pow((s + 0.055f) / 1.055f, 2.4f);
}
float encoded(float l) {
    l = std::clamp(l, 0.0f, 1.0f);
    return l <= 0.0031308f ? 12.92f * l : 1.055f * std::pow(l, 1 / 2.4f) - 0.055f;
}

// OKLab (Ottosson 2020), a perceptually uniform colour space: lightness L, green to red a, blue to yellow b.
Lab to_lab(const Rgb& c) {
    const float r = decoded(c.r), g = decoded(c.g), b = decoded(c.b);
    const float l = std::cbrt(0.4122214708f * r + 0.5363325363f * g + 0.0514459929f * b);
    const float m = std::cbrt(0.2119034982f * r + 0.6806995451f * g + 0.1073969566f * b);
    const float s = std::cbrt(0.0883024619f * r + 0.2817188376f * g + 0.6299787005f * b);
    return {0.2104542553f * l + 0.7936177850f * m - 0.0040720468f * s,
            1.9779984951f * l - 2.4285922050f * m + 0.4505937099f * s,
            0.0259040371f * l + 0.7827717662f * m - 0.8086757660f * s};
}

Rgb to_rgb(const Lab& c) {
    const auto cube = [](float x) { return x * x * x; };
    const float l = cube(c.L + 0.3963377774f * c.a + 0.2158037573f * c.b);
    const float m = cube(c.L - 0.1055613458f * c.a - 0.0638541728f * c.b);
    const float s = cube(c.L - 0.0894841775f * c.a - 1.2914855480f * c.b);
    return {encoded(4.0767416621f * l - 3.3077115913f * m + 0.2309699292f * s),
            encoded(-1.2684380046f * l + 2.6097574011f * m - 0.3413193965f * s),
            encoded(-0.0041960863f * l - 0.7034186147f * m + 1.7076147010f * s)};
}

constexpr Rgb hex(unsigned value) {
    return {static_cast<float>(value >> 16 & 255) / 255, static_cast<float>(value >> 8 & 255) / 255,
            static_cast<float>(value & 255) / 255};
}

// Colours of Okabe and Ito 2008, strongest contrasts first. Their black is replaced by pale grey on the dark ground. On
// the light one all but black are darkened until their contrast is 3, which WCAG 2 requires of graphics; blue and
// vermilion more, so that they stay apart from sky blue and orange.
constexpr std::array<unsigned, 8> identities_dark{0x56B4E9, 0xE69F00, 0x009E73, 0xCC79A7,
                                                  0xF0E442, 0xD55E00, 0x3D8FD1, 0xD9DCE1};
constexpr std::array<unsigned, 8> identities_light{0x0060A0, 0xC87800, 0x008F68, 0xC2609A,
                                                   0x9C2A00, 0x3193C7, 0x858F10, 0x2B2F36};

// viridis (van der Walt and Smith 2015, CC0) at eleven equal steps.
constexpr std::array<unsigned, 11> viridis{0x440154, 0x482475, 0x414487, 0x355F8D, 0x2A788E, 0x21918C,
                                           0x22A884, 0x44BF70, 0x7AD151, 0xBDDF26, 0xFDE725};
/// Part of viridis in use: its darkest end would vanish on the dark ground, its palest on the light one.
constexpr double viridis_from = 0.14, viridis_to = 0.96;

Rgb viridis_at(double share) {
    const double place = share * static_cast<double>(viridis.size() - 1);
    const auto low = std::min(static_cast<std::size_t>(place), viridis.size() - 2);
    const auto t = static_cast<float>(place - static_cast<double>(low));
    const Rgb a = hex(viridis[low]), b = hex(viridis[low + 1]);
    return {a.r + t * (b.r - a.r), a.g + t * (b.g - a.g), a.b + t * (b.b - a.b)};
}

}  // namespace

Rgb identity_colour(int identity, Theme theme) {
    const auto& table = theme == Theme::dark ? identities_dark : identities_light;
    const int size = static_cast<int>(table.size());
    const int place = (identity % size + size) % size;
    const int cycle = (identity - place) / size;
    const Rgb base = hex(table[static_cast<std::size_t>(place)]);
    if (cycle == 0) return base;
    // Further rounds alternate between paler and deeper tones, on the light ground between two deeper ones; the shift
    // is reversed if it would leave the legible range.
    Lab lab = to_lab(base);
    const bool odd = cycle % 2 != 0;
    const float shift = theme == Theme::light ? (odd ? -0.10f : -0.05f) : (odd ? 0.10f : -0.08f);
    const float shifted = lab.L + shift;
    lab.L = shifted > 0.93f || shifted < 0.22f ? lab.L - 1.9f * shift : shifted;
    return to_rgb(lab);
}

Rgb magnitude_colour(double unit_value) {
    return viridis_at(viridis_from + (viridis_to - viridis_from) * std::clamp(unit_value, 0.0, 1.0));
}

Rgb level_colour(double unit_value, Theme theme) {
    // Halves of viridis that have a contrast of 3 with the ground.
    constexpr double darkest = 0.36, lightest = 0.54;
    const double u = std::clamp(unit_value, 0.0, 1.0);
    return viridis_at(theme == Theme::light ? lightest * u : darkest + (viridis_to - darkest) * u);
}

Rgb cyclic_colour(double angle) {
    // The colours lie on an ellipse in OKLab whose axes are blue–yellow and light–dark, the contrasts that every common
    // form of colour blindness preserves; green and red follow lightness.
    const auto c = static_cast<float>(std::cos(angle));
    const auto s = static_cast<float>(std::sin(angle));
    const float a = s > 0 ? -0.10f * s : -0.15f * s;
    return to_rgb({0.69f + 0.12f * s, a + 0.035f * std::max(c, 0.0f), c > 0 ? 0.135f * c : 0.145f * c});
}

Rgb background(Theme theme) {
    return theme == Theme::dark ? hex(0x0E1116) : hex(0xFAFAF7);
}

}  // namespace coalesce

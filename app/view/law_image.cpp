#include "view/law_image.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace coalesce {
namespace {

using std::numbers::pi;

constexpr int map_columns = 72, map_rows = 36, curve_intervals = 360;
/// Narrower components are drawn as point masses.
constexpr double narrowest_hill = 0.01;

template <class Law>
bool wide(const Law& law) {
    return std::all_of(law.components.begin(), law.components.end(),
                       [](const auto& c) { return c.std > narrowest_hill; });
}

LawImage map_image(const InitialLaw& law, int coarseness, const std::function<bool()>& go_on) {
    LawImage image{LawImage::Kind::map, map_columns / coarseness, map_rows / coarseness, {}};
    for (int row = 0; row < image.rows; ++row) {
        const double elevation = pi / 2 - (row + 0.5) * pi / image.rows, ring = std::cos(elevation);
        for (int column = 0; column < image.columns; ++column) {
            if (!go_on()) return {};
            const double longitude = -pi + (column + 0.5) * 2 * pi / image.columns;
            const Vec3 at{ring * std::cos(longitude), ring * std::sin(longitude), std::sin(elevation)};
            image.values.push_back(density(law, 3, at));
        }
    }
    return image;
}

LawImage curve_image(const InitialLaw& law, int dimension, int coarseness, const std::function<bool()>& go_on) {
    const int points = curve_intervals / coarseness + 1;
    LawImage image{dimension == 3 ? LawImage::Kind::azimuth : LawImage::Kind::angle, points, 1, {}};
    for (int i = 0; i < points; ++i) {
        if (!go_on()) return {};
        const double angle = -pi + 2 * pi * i / (points - 1);
        // On S^2 the azimuth's density is π times the surface density at the equator: elevation is uniform over π.
        const double surface = density(law, dimension, {std::cos(angle), std::sin(angle), 0});
        image.values.push_back(surface * (dimension == 3 ? pi : 1));
    }
    return image;
}

}  // namespace

bool has_density(const InitialLaw& law) {
    if (const auto* mixture = std::get_if<MixtureLaw>(&law)) return wide(*mixture);
    if (const auto* azimuthal = std::get_if<AzimuthalLaw>(&law)) return wide(*azimuthal);
    return std::holds_alternative<UniformLaw>(law);
}

LawImage law_image(const InitialLaw& law, int dimension, int coarseness, const std::function<bool()>& go_on) {
    if (!has_density(law)) return {};
    const bool map = dimension == 3 && !std::holds_alternative<AzimuthalLaw>(law);
    return map ? map_image(law, coarseness, go_on) : curve_image(law, dimension, coarseness, go_on);
}

}  // namespace coalesce

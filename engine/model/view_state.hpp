#pragma once

#include <array>

namespace coalesce {

enum class Theme { dark, light };
enum class ColourBy { cluster, speed, longitude, mass };
enum class Surface { none, tokens, theory };
/// How tokens are drawn: as lit balls, as flat points, or as the density of all of them.
enum class TokenStyle { automatic, sprites, points, density };

/// What is shown ("view" of a scene file): plain values, no GL and no widgets.
struct ViewState {
    Theme theme = Theme::dark;
    ColourBy colour_by = ColourBy::longitude;
    double yaw = 0.6;                           ///< camera azimuth, radians
    double pitch = 0.35;                        ///< camera elevation, radians
    double distance = 3.2;                      ///< from the centre, in radii
    std::array<double, 2> pan{0, 0};            ///< shift of the picture, in radii
    double turntable = 0;                       ///< radians per second of real (recorded) time; 0: off
    TokenStyle tokens = TokenStyle::automatic;  ///< sprites for few tokens, their density for many
    double token_size = 1;                      ///< factor on the size chosen from N
    double opacity = 1;                         ///< of tokens
    int trails = 0;                             ///< steps of history drawn behind each token, 0: none
    bool shell = true;                          ///< glassy sphere
    Surface surface = Surface::none;            ///< density painted on the sphere: the tokens' own or the heat limit's
    bool graticule = true;                      ///< 15° lines
    bool leading_space = true;                  ///< E_max
    bool hud = true;
    bool theory = true;        ///< overlays in the plots
    double linking_angle = 0;  ///< radians; 0: 1/sqrt(beta)
    int histogram_bins = 90;
    bool operator==(const ViewState&) const = default;
};

}  // namespace coalesce

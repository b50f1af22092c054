#pragma once

#include <array>

#include "coalesce/observe/histogram.hpp"

namespace coalesce {

/// Ground and ink of pictures.
enum class Theme { dark, light };
/// Quantity that colours tokens: identity of the cluster, |v|, longitude at time 0, or mass.
enum class ColourBy { cluster, speed, longitude, mass };
/// Density painted on the sphere: none, the tokens' own, or that of the heat limit.
enum class Surface { none, tokens, theory };
/// Style of the tokens: lit balls, flat points, or the density of all of them.
enum class TokenStyle { automatic, sprites, points, density };

/// Display settings ("view" of a scene file): plain values, no GL and no widgets.
struct ViewState {
    Theme theme = Theme::dark;                  ///< ground and ink
    ColourBy colour_by = ColourBy::longitude;   ///< quantity that colours tokens
    double yaw = 0.6;                           ///< camera azimuth, radians
    double pitch = 0.35;                        ///< camera elevation, radians
    double distance = 3.2;                      ///< from the centre, in radii
    std::array<double, 2> pan{0, 0};            ///< shift of the picture, in radii
    double turntable = 0;                       ///< radians per second of the film or of the window's clock; 0: off
    TokenStyle tokens = TokenStyle::automatic;  ///< sprites for few tokens, their density for many
    double token_size = 1;                      ///< factor on the size chosen from N
    double opacity = 1;                         ///< opacity of tokens
    int trails = 0;                             ///< steps of history drawn behind each token, 0: none
    bool shell = true;                          ///< draws the glassy sphere
    Surface surface = Surface::none;            ///< density painted on the sphere: the tokens' own or the heat limit's
    bool graticule = true;                      ///< draws lines every 15°
    bool leading_space = true;                  ///< draws E_max
    bool hud = true;                            ///< draws text in the corners of the picture
    bool theory = true;                         ///< draws theory in the plots
    double linking_angle = 0;                   ///< radians; 0: groups that the eye tells apart (find_groups)
    int histogram_bins = default_histogram_bins;  ///< bars of the histograms, ≥ 1
    bool operator==(const ViewState&) const = default;
};

}  // namespace coalesce

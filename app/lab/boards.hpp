#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "coalesce/document/view_state.hpp"
#include "coalesce/studies/equiangular_study.hpp"
#include "coalesce/studies/infinite_width_study.hpp"
#include "coalesce/studies/single_location_study.hpp"
#include "lab/board.hpp"
#include "lab/course.hpp"
#include "lab/location_plots.hpp"

namespace coalesce::lab {

// Boards of the laboratories at a moment of their course, for window, lesson and film.

/// Time of the settings; logarithmic from a 200th of the end on, which is the first point that is computed.
Course equiangular_course(const EquiangularSettings& settings, bool logarithmic);
/// ρ and its speed at `time`, with that of the particles.
Board equiangular_board(const studies::EquiangularStudy& study, double time, bool logarithmic, Theme theme);
/// Settings in a line.
std::string equiangular_words(const EquiangularSettings& settings);

/// The iterations of a descent; nullopt where nothing is trained.
std::optional<Course> location_course(const SingleLocation& settings);
/// A descent as far as it is known, looked at in one of its rows.
struct LocationMoment {
    const SingleLocation& settings;
    std::span<const LocationRow> rows;  ///< at least one
    std::size_t at = 0;                 ///< index of the row
    bool trains = true;
    const LocationPlane* plane = nullptr;    ///< null: not computed yet
    const LocationSample* sample = nullptr;  ///< of that row; null: none
    std::string sample_title = "Tokens of a sample";
    const LocationRow& row() const { return rows[at]; }
};
/// Index of the last row that is not after an iteration.
std::size_t row_at(std::span<const LocationRow> rows, double iteration);
Board location_board(const LocationMoment& moment, Theme theme);
std::string location_words(const SingleLocation& settings);

/// The width, swept from the smallest that the settings allow to a million, or to 256 where matrices are built.
Course width_course(const InfiniteWidth& settings);
/// @param more  samples are still being drawn
Board width_board(const studies::InfiniteWidthStudy& study, bool more, Theme theme);
std::string width_words(const InfiniteWidth& settings);

/// A vertical line at the present moment of a chart whose horizontal axis is the course.
chart::Rules moment_rule(double at, Theme theme);
/// The present point of a curve.
chart::Dots moment_dot(double x, double y, chart::Colour fill);

}  // namespace coalesce::lab

#pragma once

#include <string>
#include <vector>

#include "coalesce/document/view_state.hpp"
#include "coalesce/model/parameter.hpp"
#include "record/recording.hpp"

namespace coalesce::lab {

/// A film in which a laboratory's time, or the parameter that takes its place, runs through its charts.
struct LabFilm {
    std::string lab;              ///< as in `coalesce lab NAME`
    std::vector<Assignment> set;  ///< its settings
    Theme theme = Theme::light;
    /// File, size, rate, length and text. `from` and `until` are places of the course; until = 0: its end. A course
    /// that is not logarithmic by itself follows `axis` if the laboratory can.
    RecordingSettings film;
};
/// Checks laboratory, settings and film. Throws InputError, for a laboratory in which nothing runs too.
void validate(const LabFilm& wanted);
/// Films it. Equal laboratories and films are equal bit for bit. Needs a current OpenGL context.
/// @throws InputError, RunError  as record(): what is cancelled keeps its frames so far if the format can be read in
/// part
void film_lab(const LabFilm& wanted, RecordingProgress& progress);

}  // namespace coalesce::lab

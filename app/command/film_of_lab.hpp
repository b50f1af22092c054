#pragma once

#include <optional>
#include <string>

#include "command/command_line.hpp"
#include "lab/lab_film.hpp"

namespace coalesce::command {

/// Options of `lab` for a film.
struct LabFilmOptions {
    std::string path;  ///< empty: no film is asked for
    std::string size = "1280x720", axis = "linear";
    int fps = 30;
    double seconds = 12, text_scale = 1;
    std::optional<double> from, to;
    bool progress_lines = false;
};

/// @param timed  the laboratory has a time whose axis can be chosen
void add_film_to(Command command, bool timed, LabFilmOptions& options);
/// Throws InputError for options of a film without --film.
void refuse_without_film(Command command, const LabFilmOptions& options);
/// Films a laboratory whose name, settings and theme are given. Throws InputError, RunError, Interrupted.
void film_of_lab(lab::LabFilm wanted, const LabFilmOptions& options, bool quiet);

}  // namespace coalesce::command

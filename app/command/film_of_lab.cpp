#include "command/film_of_lab.hpp"

#include <algorithm>
#include <cstdio>

#include "coalesce/flow/device.hpp"
#include "coalesce/model/error.hpp"
#include "command/checks.hpp"
#include "command/interruption.hpp"
#include "command/progress_line.hpp"
#include "view/gl_context.hpp"

namespace coalesce::command {
namespace {

constexpr const char* film_options[] = {"--size", "--fps", "--seconds",    "--axis",
                                        "--from", "--to",  "--text-scale", "--progress-lines"};

RecordingSettings settings_of(const LabFilmOptions& options) {
    RecordingSettings film{.path = options.path,
                           .fps = options.fps,
                           .seconds = options.seconds,
                           .axis = options.axis == "log" ? TimeAxis::log : TimeAxis::linear,
                           .from = options.from.value_or(0),
                           .until = options.to.value_or(0),
                           .text_scale = options.text_scale};
    char rest = 0;
    if (std::sscanf(options.size.c_str(), "%5dx%5d%c", &film.width, &film.height, &rest) != 2)
        throw InputError("--size: found " + options.size + ", expected WIDTHxHEIGHT, such as 1280x720");
    return film;
}

/// Shows how far the film is, on a line or for programs.
class LabFilmProgress {
  public:
    LabFilmProgress(const LabFilmOptions& options, bool quiet, const RecordingProgress& progress)
        : options_(options), progress_(progress), line_(quiet || options.progress_lines) {}

    void stepped(double place) {
        const int done = progress_.frames_done, total = std::max(1, progress_.frames_total.load());
        if (options_.progress_lines && done > reported_) {
            reported_ = done;
            std::printf("frame %d of %d\n", done, total);
            std::fflush(stdout);
        }
        const double fraction = static_cast<double>(done) / total;
        if (!line_.due(fraction)) return;
        char text[80];
        std::snprintf(text, sizeof text, "frame %d of %d, at %.4g", done, total, place);
        line_.show(fraction, text);
    }

    void complete() {
        if (options_.progress_lines) {
            std::printf("frame %d of %d\nfinishing\n", progress_.frames_done.load(), progress_.frames_total.load());
            std::fflush(stdout);
        }
        line_.show(1, "finishing " + options_.path);
    }

  private:
    const LabFilmOptions& options_;
    const RecordingProgress& progress_;
    ProgressLine line_;
    int reported_ = 0;
};

}  // namespace

void add_film_to(Command command, bool timed, LabFilmOptions& options) {
    command
        .add_option("--film", options.path,
                    "Film in which time, iterations or the width run through the charts: FILE.mp4, .webm, .gif, .png "
                    "(the last frame) or folder/")
        .type_name("FILE")
        .check(not_empty());
    command.add_option("--size", options.size, "Width and height of the film in pixels; even for .mp4 and .webm")
        .type_name("WxH")
        .capture_default_str();
    command.add_option("--fps", options.fps, "Frames a second of the film, 1 to 240")
        .type_name("N")
        .transform(whole())
        .capture_default_str();
    command.add_option("--seconds", options.seconds, "Length of the film in seconds")
        .type_name("S")
        .capture_default_str();
    if (timed)
        command
            .add_option("--axis", options.axis,
                        "Times of the frames rise by equal steps (linear) or equal ratios (log)")
            .type_name("linear|log")
            .check(one_of({"linear", "log"}))
            .capture_default_str();
    command.add_option("--from", options.from, "Time, iteration or width of the first frame (default: the first)")
        .type_name("X");
    command.add_option("--to", options.to, "Time, iteration or width of the last frame (default: the last)")
        .type_name("X");
    command.add_option("--text-scale", options.text_scale, "Factor on the size of the film's text, 0.5 to 2")
        .type_name("F")
        .capture_default_str();
    command.add_flag("--progress-lines", options.progress_lines,
                     "Print a line for every frame of the film on stdout, for programs that read it");
}

void refuse_without_film(Command command, const LabFilmOptions& options) {
    if (!options.path.empty()) return;
    for (const char* option : film_options)
        if (command.given(option))
            throw InputError(std::string(option) + ": found without --film FILE, expected with it");
}

void film_of_lab(lab::LabFilm wanted, const LabFilmOptions& options, bool quiet) {
    wanted.film = settings_of(options);
    validate(wanted);
    const HeadlessContext context(has_device_factory());
    const Interruption interruption;
    RecordingProgress progress;
    progress.stop = StopToken(Interruption::flag());
    double reached = 0;
    {
        LabFilmProgress shown(options, quiet, progress);
        progress.stepped = [&](double place) {
            reached = place;
            shown.stepped(place);
        };
        progress.completing = [&shown] { shown.complete(); };
        progress.asked_to_stop = [&interruption] { return interruption.asked(); };
        try {
            film_lab(wanted, progress);
        } catch (const RunError& error) {
            if (interruption.asked()) throw Interrupted(Interruption::signal(), error.what());
            throw;
        }
    }
    if (progress.frames_done == progress.frames_total) return;
    char text[64];
    std::snprintf(text, sizeof text, ": stopped at %.6g, before the last frame, by ", reached);
    const std::string kept = progress.kept.empty() ? "" : "; the frames until then are in " + progress.kept.string();
    throw Interrupted(Interruption::signal(), options.path + text + Interruption::name() + kept);
}

}  // namespace coalesce::command

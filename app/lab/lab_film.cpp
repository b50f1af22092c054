#include "lab/lab_film.hpp"

#include <cmath>
#include <utility>

#include "coalesce/model/error.hpp"
#include "coalesce/model/text.hpp"
#include "lab/show.hpp"
#include "record/clip.hpp"
#include "record/frame_queue.hpp"
#include "view/target.hpp"
#include "view/ui.hpp"

namespace coalesce::lab {
namespace {

/// The course of a film, or why there is none.
Course course_of(const Show& show, const LabFilm& wanted) {
    const auto course = show.course();
    if (!course)
        throw InputError("lab " + wanted.lab +
                         ": found settings in which nothing runs, expected some that train, for a "
                         "film of " +
                         wanted.film.path);
    return *course;
}

/// Places of the first and last frame in the course. Throws InputError where they are not in it.
std::pair<double, double> ends_of(const Course& course, const RecordingSettings& film) {
    const double from = film.from > 0 ? film.from : course.from, until = film.until > 0 ? film.until : course.until;
    const auto refuse = [&](const char* key, double found, double least, double most) {
        throw InputError(std::string(key) + " of " + film.path + ": found " + decimal_text(found) + ", expected " +
                         decimal_text(least) + " to " + decimal_text(most) + ", of the " + course.label);
    };
    if (from < course.from || from > course.until) refuse("from", from, course.from, course.until);
    if (until < from || until > course.until) refuse("until", until, from, course.until);
    return {from, until};
}

/// Metadata of a frame, by which the window opens the laboratory at its place.
std::string comment_at(const LabFilm& wanted, double place) {
    return lab_comment({wanted.lab, wanted.set, wanted.film.axis == TimeAxis::log, place});
}

/// Draws one frame; ImPlot knows the space of tick labels from the frame before, so that a first pass settles the axes.
Image frame_at(const Show& show, double place, Ui& ui, OffscreenTarget& target, Theme theme) {
    const ImVec2 size{static_cast<float>(target.width()), static_cast<float>(target.height())};
    for (int pass = 0; pass < 2; ++pass) {
        ui.begin_offscreen(target.width(), target.height());
        draw_show(show, place, {0, 0}, size, theme);
        if (pass == 0) ui.drop_offscreen();
    }
    target.bind();
    clear_to_ground(theme);
    ui.end_offscreen();
    Image image;
    target.read(image);
    return image;
}

bool asked_to_end(RecordingProgress& progress, double place) {
    if (progress.stepped) progress.stepped(place);
    return progress.cancel || progress.stop.stop_requested();
}

Image draw_lab_frames(Show& show, const LabFilm& wanted, const Course& course, RecordingProgress& progress,
                      FrameQueue& queue) {
    const RecordingSettings& film = wanted.film;
    const auto [from, until] = ends_of(course, film);
    Course filmed = course;
    filmed.from = from;
    filmed.until = until;
    const int count = frame_count(film);
    const Container container = container_of(film.path);
    const bool still = container == Container::png, pictures = still || container == Container::png_folder;
    progress.frames_total = count;
    Ui ui(wanted.theme, static_cast<float>(film.text_scale) * picture_scale(film.width, film.height));
    OffscreenTarget target(film.width, film.height);
    Image image;
    double place = from;
    const auto go_on = [&](double) {
        if (asked_to_end(progress, place)) throw Stopped();
    };
    for (int k = still ? count - 1 : 0; k < count; ++k) {
        place = course_place(filmed, count > 1 ? static_cast<double>(k) / (count - 1) : 1);
        show.go_to(place, go_on);
        go_on(0);
        image = frame_at(show, place, ui, target, wanted.theme);
        queue.push(image, pictures ? comment_at(wanted, place) : "");
        progress.frames_done = k + 1;
    }
    if (progress.completing) progress.completing();
    queue.finish();
    return image;
}

}  // namespace

void validate(const LabFilm& wanted) {
    RecordingSettings film = wanted.film;
    if (film.axis == TimeAxis::log && film.from == 0) film.axis = TimeAxis::linear;  // the course has its own beginning
    coalesce::validate(film);
    const auto show = make_show(wanted.lab, wanted.set, wanted.film.axis == TimeAxis::log);
    ends_of(course_of(*show, wanted), film);
}

void film_lab(const LabFilm& wanted, RecordingProgress& progress) {
    validate(wanted);
    const auto show = make_show(wanted.lab, wanted.set, wanted.film.axis == TimeAxis::log);
    const Course course = course_of(*show, wanted);
    progress.frames_total = frame_count(wanted.film);
    try {
        show->prepare([&](double) {
            if (asked_to_end(progress, course.from)) throw Stopped();
        });
    } catch (const Stopped&) {
        return;
    }
    record_frames(comment_at(wanted, ends_of(course, wanted.film).second), wanted.film, progress,
                  [&](FrameQueue& queue) { return draw_lab_frames(*show, wanted, course, progress, queue); });
}

}  // namespace coalesce::lab

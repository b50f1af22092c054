#include "record/recording.hpp"

#include <glad/gl.h>

#include <algorithm>
#include <utility>

#include "coalesce/model/error.hpp"
#include "interop/drawing_device.hpp"
#include "record/film.hpp"
#include "record/frame_queue.hpp"
#include "record/recording_comments.hpp"
#include "view/hud.hpp"
#include "view/scene_view.hpp"
#include "view/target.hpp"

namespace coalesce {
void clear_to_ground(Theme theme) {
    const Rgb ground = background(theme);
    glClearColor(ground.r, ground.g, ground.b, 1);
    glClear(GL_COLOR_BUFFER_BIT);
}

float picture_scale(int width, int height) {
    // Below 0.6, lines would be too thin to be visible.
    return std::max(0.6f, static_cast<float>(std::min(width, height)) / 720);
}

namespace {

/// Draws all frames into the queue.
/// @return  the last picture
Image draw_frames(const SceneDocument& document, const RecordingSettings& settings, RecordingProgress& progress,
                  const Overlay& overlay, RecordingComments& comments, FrameQueue& queue) {
    const double until = last_frame_time(settings, document.scene.time.until);
    const int count = frame_count(settings);
    progress.frames_total = count;
    OffscreenTarget target(settings.width, settings.height, 1);
    SceneView scene_view;
    WantedDensities densities = wanted_densities(document.view);
    if (settings.panels && sphere_heat(document.scene).valid) densities = {true, true};  // the maps
    const DrawingDevice device = take_drawing_device();  // before the film's simulation is created
    Film film(document.scene, document.view.linking_angle, document.view.histogram_bins, densities, until,
              progress.stop);
    film.share(device, document.view);
    const float scale = picture_scale(settings.width, settings.height);
    const auto picture_width =
        static_cast<int>(static_cast<float>(settings.width) * (1 - recording_panel_share(settings.panels)));
    const auto cancelled = [&] {
        if (progress.stepped) progress.stepped(film.simulation().time());
        return progress.cancel || progress.stop.stop_requested();
    };
    ViewState view = document.view;
    Image image;
    for (int index = first_drawn_frame(settings, view, count); index < count; ++index) {
        const double time = frame_time(settings, until, index, count);
        const Frame& frame = film.at(time, cancelled);
        if (cancelled()) return image;
        view.yaw = yaw_in_frame(document.view, settings, index);
        target.bind();
        clear_to_ground(view.theme);
        scene_view.draw_from(film.buffer());
        scene_view.draw(frame, view, 0, 0, picture_width, settings.height, scale);
        Shown shown = scene_view.shown();
        shown.copied = film.copied();
        if (overlay) overlay(frame, film.history(), shown, settings.width, settings.height);
        target.read(image);
        queue.push(image, comments.of_picture(index, {time}));
        progress.frames_done = index + 1;
    }
    if (progress.completing) progress.completing();
    queue.finish();
    return image;
}

}  // namespace

Image record_frames(const std::string& comment, const RecordingSettings& settings, RecordingProgress& progress,
                    const DrawFrames& draw) {
    const auto stop = [&progress] { return progress.cancel || (progress.asked_to_stop && progress.asked_to_stop()); };
    VideoWriter writer(settings.path, settings.width, settings.height, settings.fps,
                       {.stop = stop, .comment = comment});
    Image image;
    try {
        FrameQueue queue(writer);
        image = draw(queue);
    } catch (const Stopped&) {  // the stop came within a step
    } catch (const RunError& error) {
        const std::filesystem::path kept = writer.abandon();
        if (kept.empty()) throw;
        throw RunError(std::string(error.what()) + "; the frames until then are in " + kept.string());
    }
    if (progress.frames_done < progress.frames_total) progress.kept = writer.abandon();
    return image;
}

Image record(const SceneDocument& document, const RecordingSettings& settings, RecordingProgress& progress,
             const Overlay& overlay) {
    validate(settings);
    RecordingComments comments({&document}, TwinClock::time, settings);
    progress.without_scene = comments.left_out();
    const std::string of_film = comments.of_film({last_frame_time(settings, document.scene.time.until)});
    return record_frames(of_film, settings, progress, [&](FrameQueue& queue) {
        return draw_frames(document, settings, progress, overlay, comments, queue);
    });
}

}  // namespace coalesce

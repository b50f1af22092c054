#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "coalesce/lesson/lesson.hpp"
#include "lecture/lesson_run.hpp"
#include "view/image.hpp"

namespace coalesce {

/// Size and looks of a lesson's film.
struct LessonLooks {
    int width = 1280, height = 720;
    double text_scale = 1;
    bool panels = true;          ///< draw the panels that steps ask for
    std::optional<Theme> theme;  ///< nullopt: that of each scene
};

/// Part of a step that is seen at one moment, besides the runs.
struct LessonMoment {
    std::size_t step = 0;
    double turned = 0;      ///< of the camera by the turntable, radians
    bool asked = false;     ///< the step's question is shown
    bool answered = false;  ///< with its answer
    float left = 0;         ///< share of the pause for the answer that is left
    double lab_share = 0;   ///< of the laboratory's course that has passed
    bool operator==(const LessonMoment&) const = default;
};

/// Draws the frames of a lesson's film with the current OpenGL context: the pictures of the runs, or a
/// laboratory, the panels beside them, and the caption below.
class LessonPainter {
  public:
    LessonPainter(const Lesson& lesson, const LessonLooks& looks);
    ~LessonPainter();
    LessonPainter(const LessonPainter&) = delete;
    LessonPainter& operator=(const LessonPainter&) = delete;

    /// Computes the laboratory of a step and keeps it for the steps that show it, at the start of its course. Throws
    /// InputError, RunError.
    /// @param progress  receives the finished share; may throw to end the computation
    void open_laboratory(const LessonLab& laboratory, const std::function<void(double)>& progress);
    /// True if a laboratory is shown that has a time, which can run.
    bool laboratory_has_time() const;
    /// Moves it to a share of its course. @param progress  as above
    void move_laboratory(double share, const std::function<void(double)>& progress);
    /// Draws one frame. One that equals the last in all it shows is not drawn again.
    const Image& paint(LessonRun& run, const LessonMoment& moment);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace coalesce

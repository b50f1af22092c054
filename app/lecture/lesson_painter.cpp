#include "lecture/lesson_painter.hpp"

#include <glad/gl.h>
#include <imgui.h>

#include <algorithm>
#include <deque>

#include "lab/show.hpp"
#include "record/recording.hpp"
#include "view/caption.hpp"
#include "view/hud.hpp"
#include "view/lesson_panels.hpp"
#include "view/point_at.hpp"
#include "view/scene_view.hpp"
#include "view/system_fonts.hpp"
#include "view/target.hpp"
#include "view/twin_view.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

/// Shares of the film: largest of the caption's height, and width of the column beside the picture.
constexpr float most_caption = 0.45f, column_share = 0.36f, question_share = 0.42f;

struct PixelBox {
    ImVec2 from{}, size{};
};

/// Places of the parts of one frame, pixels.
struct LessonLayout {
    PixelBox caption, picture, timeline, column;
    bool asked = false;
};

std::vector<LessonPanel> panels_at(const Lesson& lesson, std::size_t index) {
    for (std::size_t k = index + 1; k-- > 0;)
        if (lesson.steps[k].show) return *lesson.steps[k].show;
    return {};
}

void provide_glyphs_of(const Lesson& lesson) {
    for (const LessonStep& step : lesson.steps) {
        provide_glyphs(step.title + step.caption);
        if (!step.question) continue;
        provide_glyphs(step.question->text + step.question->why);
        for (const std::string& choice : step.question->choices) provide_glyphs(choice);
    }
}

}  // namespace

/// Content of the last frame. A member of a class that other files know has a name of its own.
struct ShownMoment {
    LessonMoment moment;
    std::vector<double> times;
    SceneDocument document;
    std::size_t compared = 0;
    bool operator==(const ShownMoment&) const = default;
};

struct LessonPainter::Impl {
    Impl(const Lesson& shown, const LessonLooks& wanted)
        : lesson(shown),
          looks(wanted),
          scale(picture_scale(wanted.width, wanted.height)),
          ui(wanted.theme.value_or(Theme::dark), static_cast<float>(wanted.text_scale) * scale),
          target(wanted.width, wanted.height, 1) {
        provide_glyphs_of(lesson);
    }

    CaptionStyle style() const {
        return caption_style(static_cast<float>(looks.width), static_cast<float>(looks.height), theme,
                             static_cast<float>(looks.text_scale));
    }
    /// Height of the line that names a run beside its twin.
    float name_height() const { return 1.9f * style().size; }
    void set_theme(Theme wanted);
    LessonLayout lay_out(const LessonMoment& moment, const std::vector<LessonPanel>& panels);
    PixelBox picture_of(const LessonLayout& layout, std::size_t run, std::size_t runs) const;
    void draw_pictures(LessonRun& run, const LessonMoment& moment, const LessonLayout& layout,
                       const std::vector<LessonPanel>& panels);
    void draw_over(LessonRun& run, const LessonMoment& moment, const LessonLayout& layout,
                   const std::vector<LessonPanel>& panels);
    void draw_run(ImDrawList& list, LessonRun& run, const LessonMoment& moment, const LessonLayout& layout,
                  const std::vector<LessonPanel>& panels);
    void draw_column_of(LessonRun& run, const LessonMoment& moment, const LessonLayout& layout,
                        const std::vector<LessonPanel>& panels);
    void draw_laboratory(const LessonLayout& layout);

    const Lesson& lesson;
    LessonLooks looks;
    float scale;
    Theme theme = Theme::dark;
    Ui ui;
    OffscreenTarget target;
    std::deque<SceneView> scenes;       ///< one a run
    std::unique_ptr<lab::Show> show;    ///< laboratory in place of the pictures; null: none
    double place = 0;                   ///< in its course
    std::optional<float> caption_room;  ///< height that fits every step's caption
    std::optional<ShownMoment> last;
    Image image;
};

LessonPainter::LessonPainter(const Lesson& lesson, const LessonLooks& looks)
    : impl_(std::make_unique<Impl>(lesson, looks)) {}
LessonPainter::~LessonPainter() = default;

void LessonPainter::Impl::set_theme(Theme wanted) {
    theme = wanted;
    if (ui.theme() != wanted) ui.set_appearance(wanted, ui.scale());
}

/// Divides the frame. Needs a frame of Dear ImGui, whose fonts it measures.
LessonLayout LessonPainter::Impl::lay_out(const LessonMoment& moment, const std::vector<LessonPanel>& panels) {
    const auto width = static_cast<float>(looks.width), height = static_cast<float>(looks.height);
    if (!caption_room) caption_room = std::min(caption_height(lesson, width, style()), most_caption * height);
    const bool laboratory = show != nullptr;
    LessonLayout layout;
    layout.asked = moment.asked;
    layout.caption = {{0, height - *caption_room}, {width, *caption_room}};
    const float room = height - *caption_room;
    const float strip = laboratory ? 0 : timeline_height(panels);
    const bool column = has_column(panels) && !laboratory;
    const float beside = (moment.asked ? question_share : column ? column_share : 0) * width;
    layout.picture = {{0, 0}, {width - beside, room - strip}};
    layout.timeline = {{0, room - strip}, {width - beside, strip}};
    layout.column = {{width - beside, 0}, {beside, room}};
    return layout;
}

PixelBox LessonPainter::Impl::picture_of(const LessonLayout& layout, std::size_t run, std::size_t runs) const {
    const float words = runs > 1 ? name_height() : 0;
    const float width = layout.picture.size.x / static_cast<float>(runs);
    return {{layout.picture.from.x + static_cast<float>(run) * width, layout.picture.from.y},
            {width, layout.picture.size.y - words}};
}

void LessonPainter::Impl::draw_pictures(LessonRun& run, const LessonMoment& moment, const LessonLayout& layout,
                                        const std::vector<LessonPanel>& panels) {
    target.bind();
    const Rgb ground = background(theme);
    glClearColor(ground.r, ground.g, ground.b, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    while (scenes.size() < run.runs().size()) scenes.emplace_back();
    ViewState view = run.document().view;
    view.yaw += moment.turned;
    view.theory = overlays_theory(view, panels);
    std::vector<SceneView*> pictures;
    std::vector<SeenFrame> frames;
    for (std::size_t k = 0; k < run.runs().size(); ++k) {
        pictures.push_back(&scenes[k]);
        frames.push_back({&run.runs()[k].frame(), &view});
    }
    draw_on_common_scales(pictures, frames, [&](std::size_t k) {
        const PixelBox box = picture_of(layout, k, run.runs().size());
        const int across = static_cast<int>(box.size.x), down = static_cast<int>(box.size.y);
        // GL counts rows from the bottom.
        scenes[k].draw(run.runs()[k].frame(), view, static_cast<int>(box.from.x),
                       looks.height - static_cast<int>(box.from.y) - down, across, down, scale);
    });
}

void LessonPainter::Impl::draw_run(ImDrawList& list, LessonRun& run, const LessonMoment& moment,
                                   const LessonLayout& layout, const std::vector<LessonPanel>& panels) {
    const float em = ImGui::GetFontSize();
    for (std::size_t k = 0; k < run.runs().size(); ++k) {
        const PixelBox box = picture_of(layout, k, run.runs().size());
        const SceneDocument document = run.document_of(k);
        const Frame& frame = run.runs()[k].frame();
        ViewState view = document.view;
        view.yaw += moment.turned;
        list.PushClipRect(box.from, {box.from.x + box.size.x, box.from.y + box.size.y});
        draw_pointers(list, box.from, box.size, lesson.steps[moment.step], frame, document, view, style());
        if (shows(panels, LessonPanel::legend))
            draw_legend(list, {box.from.x + box.size.x - 1.2f * em, box.from.y + box.size.y - 1.2f * em}, 10 * em,
                        frame, view, scenes[k].shown(), 5);
        list.PopClipRect();
        if (run.runs().size() > 1)
            draw_run_name(list, {box.from.x, box.from.y + box.size.y, box.size.x, name_height()}, k,
                          run.difference_words(k), theme);
    }
}

void LessonPainter::Impl::draw_column_of(LessonRun& run, const LessonMoment& moment, const LessonLayout& layout,
                                         const std::vector<LessonPanel>& panels) {
    ImDrawList& list = *ImGui::GetBackgroundDrawList();
    const float margin = style().size;
    float top = layout.column.from.y;
    if (moment.asked) {
        const LessonQuestion& question = *lesson.steps[moment.step].question;
        const float width = layout.column.size.x - 2 * margin, height = question_height(question, width, style());
        const bool alone = run.runs().empty() || !has_column(panels);
        const float free = layout.column.size.y - height;
        const float y = top + (alone ? std::max(margin, 0.5f * free) : margin);
        draw_question(list, {layout.column.from.x + margin, y}, width, question, {moment.answered, {}, moment.left},
                      style());
        top = y + height + margin;
    }
    if (run.runs().empty()) return;
    std::vector<std::span<const Measurement>> histories;
    std::vector<const Frame*> beside;
    for (const FilmedRun& each : run.runs()) histories.emplace_back(each.history());
    for (std::size_t k = 1; k < run.runs().size(); ++k) beside.push_back(&run.runs()[k].frame());
    const LessonPanelState state{run.runs().front().frame(),
                                 run.document(),
                                 scenes.front().shown(),
                                 histories,
                                 heat_theory(run.document().scene),
                                 run.runs().front().theory(),
                                 beside,
                                 &run.distances()};
    const float least = 8 * ImGui::GetFontSize();  // a lower plot has no room for its labels
    const float rest = layout.column.from.y + layout.column.size.y - top;
    if (rest >= least) draw_column({layout.column.from.x, top}, {layout.column.size.x, rest}, panels, state);
    if (layout.timeline.size.y > 0) draw_lesson_timeline(list, layout.timeline.from, layout.timeline.size, state);
}

void LessonPainter::Impl::draw_laboratory(const LessonLayout& layout) {
    const auto course = show->course();
    const bool timed = course && !course->parameter;
    lab::draw_show(*show, timed ? std::optional(place) : std::nullopt, layout.picture.from, layout.picture.size, theme);
}

void LessonPainter::Impl::draw_over(LessonRun& run, const LessonMoment& moment, const LessonLayout& layout,
                                    const std::vector<LessonPanel>& panels) {
    ImDrawList& list = *ImGui::GetBackgroundDrawList();
    if (show) draw_laboratory(layout);
    draw_run(list, run, moment, layout, panels);
    draw_column_of(run, moment, layout, panels);
    draw_caption(list, layout.caption.from, layout.caption.size, caption_of(lesson, moment.step), style());
}

const Image& LessonPainter::paint(LessonRun& run, const LessonMoment& moment) {
    Impl& self = *impl_;
    ShownMoment shown{moment, {}, run.document(), 0};
    for (FilmedRun& each : run.runs()) shown.times.push_back(each.frame().time);
    if (!run.runs().empty()) shown.compared = run.runs().front().comparisons();
    if (self.last && *self.last == shown) return self.image;
    self.set_theme(run.document().view.theme);
    if (!run.runs().empty()) self.show.reset();
    const std::vector<LessonPanel> panels =
        self.looks.panels ? panels_at(self.lesson, moment.step) : std::vector<LessonPanel>{};
    // ImPlot fits axes at the end of a plot: the first pass determines the axes of the second.
    const int passes = has_column(panels) || self.show ? 2 : 1;
    for (int pass = 0; pass < passes; ++pass) {
        self.ui.begin_offscreen(self.looks.width, self.looks.height);
        const LessonLayout layout = self.lay_out(moment, panels);
        if (pass == 0) self.draw_pictures(run, moment, layout, panels);
        self.draw_over(run, moment, layout, panels);
        if (pass + 1 < passes) self.ui.drop_offscreen();
    }
    self.target.bind();
    self.ui.end_offscreen();
    self.target.read(self.image);
    self.last = std::move(shown);
    return self.image;
}

void LessonPainter::open_laboratory(const LessonLab& laboratory, const std::function<void(double)>& progress) {
    Impl& self = *impl_;
    self.show = lab::make_show(laboratory.name, laboratory.set);
    self.show->prepare(progress);
    self.last.reset();
    move_laboratory(0, progress);
}

bool LessonPainter::laboratory_has_time() const {
    if (!impl_->show) return false;
    const auto course = impl_->show->course();
    return course && !course->parameter;
}

void LessonPainter::move_laboratory(double share, const std::function<void(double)>& progress) {
    if (!laboratory_has_time()) return;
    impl_->place = lab::course_place(*impl_->show->course(), share);
    impl_->show->go_to(impl_->place, progress);
}

}  // namespace coalesce

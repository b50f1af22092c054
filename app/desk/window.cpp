#include "desk/window.hpp"

#include <glad/gl.h>
#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>
#include <imgui_impl_opengl3.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <exception>
#include <utility>

#include "coalesce/model/error.hpp"
#include "desk/clips.hpp"
#include "desk/composition.hpp"
#include "desk/diagram_panel.hpp"
#include "desk/frame_rate.hpp"
#include "desk/hand_mouse.hpp"
#include "desk/lab_workspace.hpp"
#include "desk/lesson_walk.hpp"
#include "desk/main_window.hpp"
#include "desk/messages.hpp"
#include "desk/notes_window.hpp"
#include "desk/panels.hpp"
#include "desk/picture.hpp"
#include "desk/script.hpp"
#include "desk/twins.hpp"
#include "desk/welcome.hpp"
#include "desk/widgets.hpp"
#include "interop/sharing.hpp"
#include "record/clip.hpp"
#include "record/clip_file.hpp"
#include "record/recording.hpp"
#include "view/gl_context.hpp"
#include "view/image.hpp"
#include "view/system_fonts.hpp"
#include "view/tokens.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

using Clock = std::chrono::steady_clock;

Image read_window(int width, int height) {
    Image image(width, height), flipped(width, height);
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, flipped.rgba.data());
    for (int y = 0; y < height; ++y)
        std::copy_n(flipped.pixel(0, height - 1 - y), 4 * static_cast<std::size_t>(width), image.pixel(0, y));
    return image;
}

void save_screenshot(Desk& desk, int width, int height) {
    if (!desk.screenshot) return;
    try {
        const LabWorkspace* lab = presenting(desk) ? nullptr : open_lab(desk);
        const PictureComment comment = lab ? PictureComment{lab_comment(clip_of(*lab)), ""}
                                           : comment_of(desk.runs, desk.twin_clock, *desk.screenshot,
                                                        presenting(desk) ? desk.lesson.get() : nullptr);
        write_png(read_window(width, height), *desk.screenshot, comment.text);
        const std::string file = std::filesystem::absolute(*desk.screenshot).string();
        if (desk.screenshot_told) report(desk, false, "screenshot saved as " + file + comment.left_out, file);
    } catch (const RunError& error) {
        report(desk, true, error.what());
    }
    desk.screenshot.reset();
    desk.screenshot_told = false;
}

/// True if a laboratory in sight moves by itself.
bool lab_moves(const Desk& desk) {
    if (presenting(desk)) return desk.lesson_lab && desk.lesson_lab->playing();
    const LabWorkspace* lab = open_lab(desk);
    return lab && lab->panel->playing();
}

/// True if another frame must be drawn without input.
bool animated(const Desk& desk) {
    const auto drawing = [](const auto& run) { return busy(*run) || run->pins.stale; };
    return std::any_of(desk.runs.begin(), desk.runs.end(), drawing) || !desk.keys.empty() || desk.recorder.process ||
           messages_fade(desk) || desk.run().document.view.turntable != 0 || desk.dragging != Desk::Drag::none ||
           lesson_moves(desk) || lab_moves(desk);
}

/// True if threads other than the window's may have work. An open laboratory counts, since it may compute at any time.
bool computing(const Desk& desk) {
    const auto plays = [](const auto& run) { return run->playing; };
    return std::any_of(desk.runs.begin(), desk.runs.end(), plays) || desk.recorder.process ||
           std::any_of(desk.labs.begin(), desk.labs.end(), [](const LabWorkspace& lab) { return lab.open; });
}

class Desktop {
  public:
    explicit Desktop(const DesktopOptions& options) : remember_(options.remember), glfw_(options.scene) {
        if (remember_) desk_.configuration = configuration_folder();
        desk_.settings = load_settings(desk_.configuration);
        if (options.scale > 0) desk_.settings.ui_scale = options.scale;
        if (options.script) script_.emplace(*options.script);
        const bool sized = options.width > 0 && options.height > 0;
        window_.emplace(sized ? options.width : desk_.settings.width, sized ? options.height : desk_.settings.height);
        desk_.wake = [] { glfwPostEmptyEvent(); };
        desk_.run().document.view.theme = desk_.settings.theme;
        ui_.emplace(desk_.settings.theme, scale());
        install_callbacks(*window_, events_);
        start_imgui();
        device_ = take_drawing_device();
        open_first_scene(options.scene);
        // Without remembered settings nothing says that this is the first start.
        if (remember_ && options.scene.empty() && !desk_.settings.welcomed) show_welcome(desk_);
    }

    ~Desktop() {
        notes_.reset();
        for (const auto& run : desk_.runs) run->draft = {};
        desk_.next_frame.clear();
        desk_.lesson.reset();
        desk_.lesson_lab.reset();
        desk_.diagram.reset();
        desk_.labs.clear();  // their threads, and the simulation's, call glfwPostEmptyEvent: ended before GLFW
        for (const auto& run : desk_.runs) {
            run->simulation.reset();
            run->sharing.reset();
            run->picture.reset();
        }
        callbacks_.reset();
        ui_.reset();
    }
    Desktop(const Desktop&) = delete;
    Desktop& operator=(const Desktop&) = delete;

    void run() {
        auto last = Clock::now();
        FrameCost cost(is_software_renderer());
        while (!desk_.quit) {
            wait_for_events();
            const auto begun = Clock::now();
            cost.begin();
            const bool drawn = draw(std::min(0.1, std::chrono::duration<double>(begun - last).count()));
            last = begun;
            if (!drawn) continue;
            if (script_) script_->swapped(desk_, std::chrono::duration<double>(Clock::now() - begun).count());
            frame_took(std::chrono::duration<double>(Clock::now() - begun).count());
            // Xvfb and some drivers do not synchronise buffer swaps with a display.
            rest(begun, frame_period({cost.seconds(), computing(desk_), ImGui::IsAnyMouseDown()}));
        }
        remember();
    }

  private:
    float scale() const { return window_->content_scale() * static_cast<float>(desk_.settings.ui_scale); }

    void start_imgui() {
        ImGuiIO& io = ImGui::GetIO();
        io.ConfigFlags |= ImGuiConfigFlags_DockingEnable;
        io.ConfigWindowsMoveFromTitleBarOnly = true;
        // Two widgets of one identity are a fault of the program: tests and developers see Dear ImGui's notice of it.
#ifdef NDEBUG
        io.ConfigDebugHighlightIdConflicts = script_.has_value();
#endif
        if (!desk_.configuration.empty()) {
            std::error_code ignored;
            std::filesystem::create_directories(desk_.configuration, ignored);
            layout_file_ = (desk_.configuration / "layout.ini").string();
            io.IniFilename = layout_file_.c_str();
        }
        callbacks_.emplace(*window_);
    }

    void open_first_scene(const std::string& asked) {
        if (names_lesson(asked)) {
            // Leaving it leads to the scene that the program would have opened.
            open_first_scene({});
            open_lesson(desk_, asked);
            return;
        }
        if (names_sweep(asked)) {
            open_first_scene({});
            return open_diagram(desk_, asked);
        }
        if (const auto clip = asked.empty() ? std::nullopt : read_lab_clip(asked)) {
            open_first_scene({});
            return open_lab_clip(desk_, *clip, asked);
        }
        // A scene named on the command line must be valid; the last scene may have been deleted since.
        if (!asked.empty()) return start(desk_, asked);
        try {
            start(desk_, desk_.settings.last_scene);
        } catch (const std::exception& error) {
            report(desk_, true, error.what());
            start(desk_, "welcome");
        }
    }

    void wait_for_events() {
        const bool busy = events_.awake > 0 || script_ || desk_.animating;
        if (busy)
            glfwPollEvents();
        else
            glfwWaitEventsTimeout(0.5);
        if (events_.awake > 0) --events_.awake;
    }

    /// Waits until `period` seconds after `begun`, or until the next button, key or wheel event.
    void rest(Clock::time_point begun, double period) {
        const auto until = begun + std::chrono::duration<double>(period);
        events_.acted = false;
        while (!events_.acted && !desk_.quit) {
            const double left = std::chrono::duration<double>(until - Clock::now()).count();
            if (left <= 0) return;
            // A published frame ends this wait as well, hence the loop. GLFW treats a timeout of 0 as no wait.
            glfwWaitEventsTimeout(std::max(left, 1e-4));
        }
    }

    /// Returns the frame to draw. While the camera is dragged, a frame stays for four times as long as it took to draw
    /// first: uploading and colouring 10^6 tokens takes too long for a drag, redrawing uploaded ones does not.
    const Frame& newest_frame() {
        const bool held = desk_.dragging != Desk::Drag::none && !sharing(desk_.run());
        const bool other_run = std::exchange(exchanges_, desk_.exchanges) != desk_.exchanges;
        reads_frames_ = !held || !frame_ || other_run || Clock::now() >= next_frame_;
        new_frame_ = reads_frames_;
        if (new_frame_) {
            const Frame* before = std::exchange(frame_, &desk_.run().simulation->latest());
            new_frame_ = before != frame_ || frame_->sequence != sequence_;
            sequence_ = frame_->sequence;
        }
        desk_.run().frame = frame_;
        return *frame_;
    }
    void frame_took(double seconds) {
        if (new_frame_)
            next_frame_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                             std::chrono::duration<double>(std::min(4 * seconds, 0.4)));
    }

    /// Returns the buffer that a run shares with OpenGL; null: its tokens are copied.
    Sharing* sharing(OpenRun& run) {
        if (device_.runtime && !run.sharing) run.sharing = std::make_shared<Sharing>(*run.simulation, device_);
        return run.sharing.get();
    }

    void hand_over_buffers() {
        for (const auto& run : desk_.runs)
            if (run->sharing) run->sharing->hand_over();
    }

    /// Brings the desk up to date with the newest frames, which a lesson's step may take from other runs.
    const Frame& bring_up_to_date(double seconds) {
        const OpenRun* const before = &desk_.run();
        begin_frame(desk_);
        change_runs(desk_);
        if (before != &desk_.run()) frame_ = nullptr;
        synchronise(desk_, newest_frame());
        advance_lesson(desk_, *frame_, seconds);
        if (exchanges_ != desk_.exchanges) synchronise(desk_, newest_frame());
        follow_twins(desk_, reads_frames_);
        for (const auto& run : desk_.runs)
            if (!run->picture) run->picture = std::make_shared<Picture>();
        return *frame_;
    }

    /// Gives the interface its theme and scale: on the desk the user's, in a lesson that of a film of the window's
    /// size.
    void fit_interface() {
        if (const float wanted = scale(); !presenting(desk_) && desk_scale_ != wanted) {
            if (desk_scale_ > 0) desk_.restore_layout = true;  // panels must fit the new text size
            desk_scale_ = wanted;
        }
        int width = 0, height = 0;
        glfwGetWindowSize(*window_, &width, &height);
        const float wanted = presenting(desk_) ? picture_scale(width, height) : desk_scale_;
        if (ui_->theme() != desk_.settings.theme || ui_->scale() != wanted)
            ui_->set_appearance(desk_.settings.theme, wanted);
    }

    /// Lets the mouse act in the pictures: on tokens of the current run, on the camera, which all runs share, and on
    /// which run is the current one.
    /// @param under  index of the run under the mouse
    void use_mouse(const Frame& frame, const std::vector<RunPlace>& places, std::size_t under) {
        const ViewRectangle& view = places[under].picture;
        const ViewRectangle& own = places[desk_.current].picture;
        SceneView& picture = desk_.run().picture->scene_view();
        // A lesson is looked at; on its "Your turn" the mouse has all tools. What the hand holds stays in its run.
        const bool hands_on = !presenting(desk_) && !open_lab(desk_);
        if (hands_on) handle_hand(desk_, frame, picture, own);
        handle_mouse(desk_, desk_.dragging == Desk::Drag::hand ? own : view);
        if (!hands_on) return;
        if (view.hovered && ImGui::IsMouseClicked(ImGuiMouseButton_Left) && under != desk_.current)
            ask_to_choose(desk_, under);
        draw_hand(desk_, frame, picture, own);
        if (const OpenRun& seen = *desk_.runs[under]; seen.frame)
            describe_token(desk_, *seen.frame, seen.picture->scene_view(), view);
    }

    /// Records what the last picture of a run shows, for its legend.
    void tell_shown(OpenRun& run) const {
        run.shown = run.picture->shown();
        if (const auto row = run.pins.colouring()) {
            const double common = run.shown.scales.attention;
            run.shown.attention = common > 0 ? common : attention_scale(*row);
            run.shown.attending = "token " + std::to_string(run.pins.shown()->number);
        }
        if (run.frame && run.frame->on_device)
            run.shown.copied = run.sharing ? run.sharing->why_not() : device_.why_not;
    }

    /// @return  false if a key exchanges what is to be seen: the next frame comes at once, in place of this one
    bool draw(double seconds) {
        const Frame& frame = bring_up_to_date(seconds);
        for (const auto& run : desk_.runs)
            if (Sharing* const shared = sharing(*run); shared && run->frame) {
                const bool wanted = drawn_from_buffer(*run->frame, run->view_shown) && !needs_copies(desk_);
                run->picture->scene_view().draw_from({shared->buffer_of(*run->frame, wanted)});
            }
        desk_.run().simulation->update(desk_.run().history);
        if (const std::string complaint = desk_.folders.poll(); !complaint.empty()) report(desk_, true, complaint);
        fit_interface();
        window_->set_fullscreen(desk_.fullscreen);
        if (desk_.title != title_) glfwSetWindowTitle(*window_, (title_ = desk_.title).c_str());

        provide_missing_glyphs();
        ImGui_ImplOpenGL3_NewFrame();
        ImGui_ImplGlfw_NewFrame();
        if (script_) script_->advance(desk_, frame);
        ImGui::NewFrame();
        handle_keys(desk_, frame);
        if (presenting(desk_) && !desk_.next_frame.empty()) {
            ImGui::EndFrame();
            hand_over_buffers();
            return false;
        }
        for (const auto& run : desk_.runs)
            if (run->frame) follow(run->pins, *run->frame, run->document.scene.model);
        const std::vector<RunPlace> places = draw_desk(desk_, frame);
        std::size_t under = 0;
        const ViewRectangle& view = place_under_mouse(desk_, places, under).picture;
        use_mouse(frame, places, under);
        camera_moving_ = advance_camera(desk_, seconds);
        desk_.animating = animated(desk_) || camera_moving_ ||
                          std::any_of(desk_.runs.begin(), desk_.runs.end(),
                                      [](const auto& run) { return run->picture->unfinished(); });
        ImGui::Render();

        int width = 0, height = 0;
        glfwGetFramebufferSize(*window_, &width, &height);
        if (width > 0 && height > 0) {
            for (const auto& run : desk_.runs) run->picture->colour_by(run->pins.colouring());
            composition_.draw(desk_, places, width, height, desk_.screenshot.has_value());
            if (presenting(desk_))
                desk_.lens_picture = {desk_.runs[under]->picture->texture(), {view.width, view.height}};
            for (const auto& run : desk_.runs) tell_shown(*run);
            save_screenshot(desk_, width, height);
            write_due_picture(desk_, frame);
            write_due_exports(desk_);
        }
        hand_over_buffers();
        glfwSwapBuffers(*window_);
        show_notes();
        return true;
    }

    /// Opens, draws or closes the window with a lesson's notes.
    void show_notes() {
        bool wanted = presenting(desk_) && desk_.lesson->notes && notes_fit_elsewhere(*window_);
        if (wanted && notes_ && notes_->closed()) wanted = desk_.lesson->notes = false;
        if (!wanted) notes_.reset();
        if (wanted && !notes_) {
            try {
                notes_.emplace(*window_, *ui_, [this](GLFWwindow* notes) { take_keys(notes, events_); });
            } catch (const RunError& error) {
                report(desk_, true, error.what());
                desk_.lesson->notes = false;
            }
        }
        desk_.notes_elsewhere = notes_.has_value();
        if (notes_) notes_->draw(desk_);
    }

    void remember() {
        if (!remember_) return;
        if (!desk_.fullscreen) glfwGetWindowSize(*window_, &desk_.settings.width, &desk_.settings.height);
        save_settings(desk_.settings, desk_.configuration);
    }

    bool remember_;
    Desk desk_;
    WindowEvents events_{&desk_};
    std::optional<Script> script_;
    Glfw glfw_;
    std::optional<Window> window_;
    std::optional<Ui> ui_;
    std::optional<ImGuiCallbacks> callbacks_;
    std::optional<NotesWindow> notes_;
    DrawingDevice device_;
    Composition composition_;
    std::string layout_file_, title_;
    bool camera_moving_ = false;
    const Frame* frame_ = nullptr;  ///< frame drawn last; owned by the simulation, valid until LiveSimulation::latest()
    float desk_scale_ = 0;          ///< that the desk's layout was made for
    int exchanges_ = 0;             ///< Desk::exchanges when it was taken
    std::uint64_t sequence_ = 0;    ///< sequence of that frame
    bool new_frame_ = false;        ///< that frame was drawn for the first time
    bool reads_frames_ = false;     ///< newest frames are read: the camera is not being dragged, or long enough ago
    Clock::time_point next_frame_{};
};

}  // namespace

void run_desktop(const DesktopOptions& options) {
    Desktop desktop(options);
    desktop.run();
}

}  // namespace coalesce

#include "desk/main_window.hpp"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>

#include <algorithm>
#include <vector>

#include "coalesce/model/error.hpp"
#include "coalesce/model/path_text.hpp"
#include "desk/arrangement.hpp"
#include "desk/lesson_walk.hpp"
#include "embedded.hpp"
#include "view/gl_context.hpp"
#include "view/image.hpp"

// Dear ImGui's GLFW backend defines this function for its users and declares it in no header.
ImGuiKey ImGui_ImplGlfw_KeyToImGuiKey(int keycode, int scancode);

namespace coalesce {
namespace {

std::string glfw_reason() {
    const char* text = nullptr;
    glfwGetError(&text);
    std::string reason = text ? text : "GLFW gives no reason";
    // Some of GLFW's sentences end with a blank or with what was to follow.
    while (!reason.empty() && (reason.back() == ' ' || reason.back() == ':')) reason.pop_back();
    return reason;
}

/// Names the command that works without a display for the scene or lesson that was to be opened.
std::string without_display(const std::string& name_or_path) {
    if (names_lesson(name_or_path))
        return "`coalesce render " + shown_path(name_or_path) + " --out FILE.mp4` films the lesson without a display";
    return "`coalesce render` and `coalesce run` work without a display";
}

void awaken(GLFWwindow* window) {
    static_cast<WindowEvents*>(glfwGetWindowUserPointer(window))->awake = frames_after_input;
}

Desk& desk_of(GLFWwindow* window) {
    return *static_cast<WindowEvents*>(glfwGetWindowUserPointer(window))->desk;
}

/// Returns the key of a GLFW event. Letters follow the keyboard's layout (a German one swaps Y and Z); layouts without
/// Latin letters use the positions of an American keyboard.
ImGuiKey key_of(int key, int scancode) {
    const char* name = key >= GLFW_KEY_SPACE && key <= GLFW_KEY_WORLD_2 ? glfwGetKeyName(key, scancode) : nullptr;
    if (name && name[1] == 0 && name[0] >= 'a' && name[0] <= 'z')
        return static_cast<ImGuiKey>(ImGuiKey_A + (name[0] - 'a'));
    return ImGui_ImplGlfw_KeyToImGuiKey(key, scancode);
}

void act(GLFWwindow* window) {
    awaken(window);
    static_cast<WindowEvents*>(glfwGetWindowUserPointer(window))->acted = true;
}

void on_key(GLFWwindow* window, int key, int scancode, int action, int modifiers) {
    act(window);
    if (action == GLFW_RELEASE) return;
    desk_of(window).keys.add({.key = key_of(key, scancode),
                              .ctrl = (modifiers & GLFW_MOD_CONTROL) != 0,
                              .shift = (modifiers & GLFW_MOD_SHIFT) != 0,
                              .alt = (modifiers & (GLFW_MOD_ALT | GLFW_MOD_SUPER)) != 0,
                              .repeated = action == GLFW_REPEAT});
}

}  // namespace

Glfw::Glfw(const std::string& asked) {
    if (!glfwInit()) throw RunError("the window cannot be opened: " + glfw_reason() + "; " + without_display(asked));
}

Glfw::~Glfw() {
    glfwTerminate();
}

ImGuiCallbacks::ImGuiCallbacks(GLFWwindow* window) {
    ImGui_ImplGlfw_InitForOpenGL(window, true);
}

ImGuiCallbacks::~ImGuiCallbacks() {
    ImGui_ImplGlfw_Shutdown();
}

namespace {

/// Gives the window the icon of the menu entry. On Wayland the desktop takes it from there itself.
void set_icon(GLFWwindow* window) {
    std::vector<Image> pictures;
    for (const char* name : {"coalesce-48.png", "coalesce-128.png"})
        pictures.push_back(parse_png(embedded_file(name), name));
    std::vector<GLFWimage> icons;
    for (Image& picture : pictures) icons.push_back({picture.width, picture.height, picture.rgba.data()});
    glfwSetWindowIcon(window, static_cast<int>(icons.size()), icons.data());
}

}  // namespace

Window::Window(int width, int height) {
    // GLFW reads hints when the window is created.
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
    // The menu entry's StartupWMClass: a desktop shows the window under its name and icon.
    glfwWindowHintString(GLFW_X11_CLASS_NAME, "coalesce");
    glfwWindowHintString(GLFW_X11_INSTANCE_NAME, "coalesce");
    handle_ = glfwCreateWindow(width, height, "Coalesce", nullptr, nullptr);
    if (!handle_) throw RunError("a window with OpenGL 3.3 cannot be opened: " + glfw_reason());
    set_icon(handle_);
    glfwMakeContextCurrent(handle_);
    load_gl(glfwGetProcAddress);
    glfwSwapInterval(1);
}

Window::~Window() {
    glfwDestroyWindow(handle_);
}

float Window::content_scale() const {
    int width = 0, pixels = 0, ignored = 0;
    glfwGetWindowSize(handle_, &width, &ignored);
    glfwGetFramebufferSize(handle_, &pixels, &ignored);
    if (pixels != width) return 1;
    float x = 1, y = 1;
    glfwGetWindowContentScale(handle_, &x, &y);
    return std::max(1.0f, x);
}

void Window::set_fullscreen(bool wanted) {
    if (wanted == (glfwGetWindowMonitor(handle_) != nullptr)) return;
    if (!wanted) return glfwSetWindowMonitor(handle_, nullptr, x_, y_, width_, height_, 0);
    glfwGetWindowPos(handle_, &x_, &y_);
    glfwGetWindowSize(handle_, &width_, &height_);
    GLFWmonitor* monitor = own_monitor();
    const GLFWvidmode* mode = monitor ? glfwGetVideoMode(monitor) : nullptr;
    if (mode) glfwSetWindowMonitor(handle_, monitor, 0, 0, mode->width, mode->height, GLFW_DONT_CARE);
}

/// Returns the monitor that shows most of the window; GLFW has no function for it.
GLFWmonitor* Window::own_monitor() const {
    int count = 0;
    GLFWmonitor** monitors = glfwGetMonitors(&count);
    std::vector<ScreenRectangle> places;
    for (int k = 0; k < count; ++k) {
        ScreenRectangle place;
        glfwGetMonitorPos(monitors[k], &place.x, &place.y);
        if (const GLFWvidmode* mode = glfwGetVideoMode(monitors[k])) {
            place.width = mode->width;
            place.height = mode->height;
        }
        places.push_back(place);
    }
    return count > 0 ? monitors[most_shared({x_, y_, width_, height_}, places)] : nullptr;
}

void take_keys(GLFWwindow* window, WindowEvents& events) {
    glfwSetWindowUserPointer(window, &events);
    glfwSetKeyCallback(window, on_key);
    glfwSetCharCallback(window, [](GLFWwindow* w, unsigned character) {
        act(w);
        desk_of(w).keys.add({.character = character});
    });
}

void install_callbacks(GLFWwindow* window, WindowEvents& events) {
    take_keys(window, events);
    glfwSetCursorPosCallback(window, [](GLFWwindow* w, double, double) { awaken(w); });
    glfwSetMouseButtonCallback(window, [](GLFWwindow* w, int, int action, int) {
        act(w);
        if (action == GLFW_PRESS) desk_of(w).keys.add_mouse_press();
    });
    glfwSetScrollCallback(window, [](GLFWwindow* w, double, double) { act(w); });
    // The window stays open until the next frame, which may ask about unsaved edits.
    glfwSetWindowCloseCallback(window, [](GLFWwindow* w) {
        act(w);
        glfwSetWindowShouldClose(w, GLFW_FALSE);
        request(desk_of(w), {Intent::Kind::quit, {}});
    });
    glfwSetWindowRefreshCallback(window, awaken);
    glfwSetDropCallback(window, [](GLFWwindow* w, int count, const char** paths) {
        awaken(w);
        if (count > 0) request(desk_of(w), {Intent::Kind::open, paths[0]});
    });
}

}  // namespace coalesce

#include "view/gl_context.hpp"

// clang-format off: glad's EGL header must precede its GL header, since both define the KHR types.
#include <glad/egl.h>
#include <glad/gl.h>
// clang-format on
#include <dlfcn.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <utility>
#include <vector>

#include "coalesce/model/error.hpp"

namespace coalesce {

/// When a context is destroyed, the display stays initialised and libEGL stays loaded: EGL returns the same display to
/// every caller, so that other contexts may share it, and drivers register exit handlers, which must stay mapped.
struct HeadlessContext::Handles {
    EGLDisplay display = EGL_NO_DISPLAY;
    EGLContext context = EGL_NO_CONTEXT;
    EGLSurface surface = EGL_NO_SURFACE;
    std::string platform;

    ~Handles() {
        if (context == EGL_NO_CONTEXT) return;
        eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
        eglDestroyContext(display, context);
        if (surface != EGL_NO_SURFACE) eglDestroySurface(display, surface);
    }
};

namespace {

/// Finds a function of EGL. The library does not export extensions; eglGetProcAddress returns them.
GLADapiproc find_symbol(void* library, const char* name) {
    if (void* symbol = dlsym(library, name)) return reinterpret_cast<GLADapiproc>(symbol);
    using Lookup = GLADapiproc (*)(const char*);
    const auto lookup = reinterpret_cast<Lookup>(dlsym(library, "eglGetProcAddress"));
    return lookup != nullptr ? lookup(name) : nullptr;
}

void* open_egl() {
    for (const char* name : {"libEGL.so.1", "libEGL.so"}) {
        if (void* library = dlopen(name, RTLD_NOW | RTLD_LOCAL)) return library;
    }
    const char* reason = dlerror();
    throw RunError(std::string("drawing without a window needs libEGL: ") + (reason != nullptr ? reason : "not found"));
}

std::string egl_error() {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "EGL error 0x%04x", static_cast<unsigned>(eglGetError()));
    return text.data();
}

struct Candidate {
    EGLDisplay display;
    std::string platform;
};

bool client_has(const char* extension) {
    const char* all = eglQueryString(EGL_NO_DISPLAY, EGL_EXTENSIONS);
    return all != nullptr && std::strstr(all, extension) != nullptr;
}

/// True if the EGL device is a CUDA device (extension EGL_NV_device_cuda).
bool is_cuda_device(EGLDeviceEXT device) {
    if (eglQueryDeviceStringEXT == nullptr) return false;
    const char* all = eglQueryDeviceStringEXT(device, EGL_EXTENSIONS);
    return all != nullptr && std::strstr(all, "EGL_NV_device_cuda") != nullptr;
}

std::vector<Candidate> candidates(bool cuda_first) {
    std::vector<Candidate> list;
    if (eglGetPlatformDisplayEXT == nullptr) return list;
    if (client_has("EGL_MESA_platform_surfaceless")) {
        list.push_back({eglGetPlatformDisplayEXT(EGL_PLATFORM_SURFACELESS_MESA, nullptr, nullptr), "EGL surfaceless"});
    }
    if (client_has("EGL_EXT_platform_device") && eglQueryDevicesEXT != nullptr) {
        std::array<EGLDeviceEXT, 16> devices{};
        EGLint count = 0;
        eglQueryDevicesEXT(static_cast<EGLint>(devices.size()), devices.data(), &count);
        std::size_t first = 0;
        for (EGLint i = 0; i < count; ++i) {
            EGLDeviceEXT device = devices[static_cast<std::size_t>(i)];
            const bool leads = cuda_first && is_cuda_device(device);
            list.insert(leads ? list.begin() + static_cast<std::ptrdiff_t>(first++) : list.end(),
                        {eglGetPlatformDisplayEXT(EGL_PLATFORM_DEVICE_EXT, device, nullptr),
                         "EGL device " + std::to_string(i)});
        }
    }
    return list;
}

/// Creates a context without a surface if EGL allows it, else with a 1×1 pbuffer.
/// @return  empty, or why it failed
template <class Handles>
std::string try_candidate(const Candidate& candidate, void* library, Handles& handles) {
    if (candidate.display == EGL_NO_DISPLAY) return "there is no display, " + egl_error();
    if (eglInitialize(candidate.display, nullptr, nullptr) != EGL_TRUE) return "eglInitialize: " + egl_error();
    gladLoadEGLUserPtr(candidate.display, find_symbol, library);
    if (eglBindAPI(EGL_OPENGL_API) != EGL_TRUE) return "it has no desktop OpenGL";
    const std::array<EGLint, 5> wanted{EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT,
                                       EGL_NONE};
    EGLConfig config = nullptr;
    EGLint configs = 0;
    if (eglChooseConfig(candidate.display, wanted.data(), &config, 1, &configs) != EGL_TRUE || configs == 0) {
        return "it has no configuration for OpenGL off-screen";
    }
    const std::array<EGLint, 7> version{
        EGL_CONTEXT_MAJOR_VERSION,           3,       EGL_CONTEXT_MINOR_VERSION, 3, EGL_CONTEXT_OPENGL_PROFILE_MASK,
        EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT, EGL_NONE};
    handles.display = candidate.display;
    handles.context = eglCreateContext(candidate.display, config, EGL_NO_CONTEXT, version.data());
    if (handles.context == EGL_NO_CONTEXT) return "an OpenGL 3.3 core context cannot be created: " + egl_error();
    if (eglMakeCurrent(candidate.display, EGL_NO_SURFACE, EGL_NO_SURFACE, handles.context) == EGL_TRUE) return {};
    const std::array<EGLint, 5> tiny{EGL_WIDTH, 1, EGL_HEIGHT, 1, EGL_NONE};
    handles.surface = eglCreatePbufferSurface(candidate.display, config, tiny.data());
    if (eglMakeCurrent(candidate.display, handles.surface, handles.surface, handles.context) == EGL_TRUE) return {};
    return "eglMakeCurrent: " + egl_error();
}

}  // namespace

HeadlessContext::HeadlessContext(bool on_cuda_device) {
    void* library = open_egl();
    if (gladLoadEGLUserPtr(EGL_NO_DISPLAY, find_symbol, library) == 0) {
        throw RunError("drawing without a window needs EGL, but libEGL has no EGL functions");
    }
    std::string reasons;
    for (const Candidate& candidate : candidates(on_cuda_device)) {
        auto attempt = std::make_unique<Handles>();
        attempt->platform = candidate.platform;
        const std::string reason = try_candidate(candidate, library, *attempt);
        if (reason.empty()) {
            handles_ = std::move(attempt);
            load_gl(reinterpret_cast<GlLoader>(eglGetProcAddress));
            return;
        }
        reasons += (reasons.empty() ? "" : "; ") + candidate.platform + ": " + reason;
    }
    throw RunError("drawing without a window needs OpenGL through EGL, which is not available: " +
                   (reasons.empty() ? "libEGL offers neither the surfaceless platform nor devices" : reasons));
}

HeadlessContext::~HeadlessContext() = default;

void HeadlessContext::make_current() {
    if (eglMakeCurrent(handles_->display, handles_->surface, handles_->surface, handles_->context) != EGL_TRUE) {
        throw RunError("the off-screen OpenGL context could not be made current: " + egl_error());
    }
}

std::string HeadlessContext::description() const {
    GLint major = 0;
    GLint minor = 0;
    glGetIntegerv(GL_MAJOR_VERSION, &major);
    glGetIntegerv(GL_MINOR_VERSION, &minor);
    const auto* renderer = reinterpret_cast<const char*>(glGetString(GL_RENDERER));
    return handles_->platform + ", " + (renderer != nullptr ? renderer : "unknown renderer") + ", OpenGL " +
           std::to_string(major) + "." + std::to_string(minor);
}

}  // namespace coalesce

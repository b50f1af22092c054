#pragma once

struct ImGuiContext;
struct ImRect;

namespace coalesce {

/// Functions that Dear ImGui calls for every item of a frame while ImGuiContext::TestEngineHookItems is set: by its
/// test engine's hooks, which item_hook.cpp defines. They find items that have no name for scripts.
struct ItemHook {
    /// An item with an identity was placed, visible or not.
    void (*placed)(ImGuiContext& context, unsigned id, const ImRect& where) = nullptr;
    /// It has this label. @param opens  it is a menu or a tree node
    void (*labelled)(unsigned id, const char* label, bool opens) = nullptr;
};
ItemHook& item_hook();
/// False if Dear ImGui was compiled without these hooks, as installed packages of it are: nothing is called then.
bool has_item_hook();

}  // namespace coalesce

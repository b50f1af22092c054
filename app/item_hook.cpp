#include "item_hook.hpp"

#include <imgui_internal.h>

namespace coalesce {

ItemHook& item_hook() {
    static ItemHook hook;
    return hook;
}

bool has_item_hook() {
#ifdef IMGUI_ENABLE_TEST_ENGINE
    return true;
#else
    return false;
#endif
}

}  // namespace coalesce

#ifdef IMGUI_ENABLE_TEST_ENGINE
// Items that are no widgets of the program pass no data: scrollbars, borders that resize a window, close buttons.
void ImGuiTestEngineHook_ItemAdd(ImGuiContext* context, ImGuiID id, const ImRect& where,
                                 const ImGuiLastItemData* data) {
    if (data && coalesce::item_hook().placed) coalesce::item_hook().placed(*context, id, where);
}

void ImGuiTestEngineHook_ItemInfo(ImGuiContext*, ImGuiID id, const char* label, ImGuiItemStatusFlags flags) {
    if (coalesce::item_hook().labelled)
        coalesce::item_hook().labelled(id, label ? label : "", (flags & ImGuiItemStatusFlags_Openable) != 0);
}

void ImGuiTestEngineHook_Log(ImGuiContext*, const char*, ...) {}

const char* ImGuiTestEngine_FindItemDebugLabel(ImGuiContext*, ImGuiID) {
    return nullptr;
}
#endif

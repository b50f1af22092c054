# Turns assets/scenes/*.json into shipped_scenes.cpp: the function that lists name and text of each, in file order.
# Called as a script with OUTPUT and FILES.
set(body "#include \"document/shipped.hpp\"\n\nnamespace coalesce {\n\nconst std::vector<EmbeddedScene>& embedded_scenes() {\n    static const std::vector<EmbeddedScene> all = {\n")
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME_WE)
  file(READ ${file} text)
  string(APPEND body "        {\"${name}\", R\"~json~(${text})~json~\"},\n")
endforeach()
string(APPEND body "    };\n    return all;\n}\n\n}  // namespace coalesce\n")
file(WRITE ${OUTPUT} "${body}")

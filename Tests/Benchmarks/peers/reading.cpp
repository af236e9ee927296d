// How fast simdjson reads the same lines: prompt and scores of every row, strings unescaped and copied, as
// `pointsman-benchmark reading` reads them.
//
//     apt-get install libsimdjson-dev
//     c++ -O3 -std=c++17 Tests/Benchmarks/peers/reading.cpp -lsimdjson -o .build/reading && .build/reading OUTCOMES.jsonl

#include <simdjson.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>
#include <utility>
#include <vector>

struct Row {
  std::string id, prompt, category, group;
  std::vector<std::pair<std::string, double>> scores;
};

static std::vector<Row> read(const char *path) {
  simdjson::padded_string text = simdjson::padded_string::load(path);
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document_stream lines = parser.iterate_many(text, 64 << 20);
  std::vector<Row> rows;
  for (auto line : lines) {
    Row row;
    for (auto field : line.get_object()) {
      std::string_view key = field.unescaped_key();
      if (key == "outcomes") {
        for (auto cell : field.value().get_object()) {
          std::string name(std::string_view(cell.unescaped_key()));
          row.scores.emplace_back(name, double(cell.value()["score"]));
        }
      } else if (key == "id" || key == "prompt" || key == "category" || key == "group") {
        std::string &target = key == "id" ? row.id : key == "prompt" ? row.prompt
                              : key == "category" ? row.category : row.group;
        target = std::string(std::string_view(field.value().get_string()));
      }
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

int main(int count, char **arguments) {
  if (count != 2) return std::fprintf(stderr, "usage: reading OUTCOMES.jsonl\n"), 64;
  double bytes = double(simdjson::padded_string::load(arguments[1]).value().size());
  double best = 1e300;
  size_t rows = 0;
  for (int round = 0; round < 3; ++round) {
    clock_t start = clock();
    rows = read(arguments[1]).size();
    best = std::min(best, double(clock() - start) / CLOCKS_PER_SEC);
  }
  std::printf("simdjson: %.0f MB/s (%zu rows)\n", bytes / 1e6 / best, rows);
}

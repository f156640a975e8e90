import SoftLabels
import Workbook

func slopesOfATeacher(_ page: inout Page) throws {
  let teacher: Logits<Double> = [[4, 1, 0]]
  let student: Logits<Double> = [[1, 2, 0]]
  page.say("A teacher's logits (4, 1, 0), a student's (1, 2, 0), and the slope of the student's first logit:")
  let rows = try [1.0, 2, 4, 8, 16].map { t in
    let slope = try Distillation(student: student, teacher: teacher, temperature: t).gradient(of: .mean)[0, 0]
    return (t: t, softened: try softmax(Logits(rows: [[4 / t, 1 / t, 0]])).tensor[0, 0], slope: slope)
  }
  page.table(
    rows, .number("T", decimals: 0) { $0.t }, .number("teacher's first share", decimals: 4) { $0.softened },
    .number("with T²", decimals: 6) { $0.slope }, .number("without", decimals: 6) { $0.slope / ($0.t * $0.t) })
}

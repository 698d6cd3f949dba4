package org.hierophant.sp1.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class Poseidon2Test {
  @Test
  void babyBearPermutesAsSp1Does() {
    int[] zeros = new int[16];
    int[] counting = IntStream.range(0, 16).toArray();

    Poseidon2.BABY_BEAR.permute(zeros);
    Poseidon2.BABY_BEAR.permute(counting);

    assertThat(zeros)
        .containsExactly(
            348670919,
            1568590631,
            1535107508,
            186917780,
            587749971,
            1827585060,
            1218809104,
            691692291,
            1480664293,
            1491566329,
            366224457,
            490018300,
            732772134,
            560796067,
            484676252,
            405025962);
    assertThat(counting)
        .containsExactly(
            410552856,
            1147418997,
            535364858,
            1334196174,
            1968893922,
            861940529,
            937007407,
            259610178,
            1058452787,
            534763410,
            1540431395,
            130847742,
            1250518650,
            1612262570,
            1379296618,
            1649520075);
  }

  @Test
  void koalaBearPermutesAsSp1Does() {
    int[] zeros = new int[16];
    int[] counting = IntStream.range(0, 16).toArray();

    Poseidon2.KOALA_BEAR.permute(zeros);
    Poseidon2.KOALA_BEAR.permute(counting);

    assertThat(zeros)
        .containsExactly(
            145589356,
            1876041682,
            1734203622,
            499355069,
            673349476,
            595701365,
            270340205,
            131707822,
            1236787881,
            1085405948,
            2065733208,
            1999012278,
            2062318124,
            1616707536,
            324813015,
            749520722);
    assertThat(counting)
        .containsExactly(
            1028402160,
            1336023551,
            1247226230,
            452505083,
            576410521,
            24192935,
            496452173,
            951188711,
            1739107831,
            1383428939,
            1192826830,
            1741569479,
            278097016,
            868568656,
            1450886773,
            121831630);
  }

  @Test
  void shortLastBlockLeavesTheRestOfTheState() {
    assertThat(Poseidon2.BABY_BEAR.hash(IntStream.rangeClosed(1, 10).toArray()))
        .containsExactly(
            498672207,
            880213261,
            393537497,
            754868858,
            1831860987,
            1134014595,
            266523370,
            1880694428);
    assertThat(Poseidon2.KOALA_BEAR.hash(new int[] {1, 2, 3}))
        .containsExactly(
            418349842,
            634302790,
            992151585,
            1897008509,
            1876540101,
            606227577,
            2038760085,
            405443479);
  }
}
